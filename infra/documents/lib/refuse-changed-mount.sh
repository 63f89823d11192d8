# A mount that has changed meanwhile would make this the list of two trees.
before=$device
inspect
if [ "$device" != "$before" ] || [ "$at_source" != "$source" ]; then
  refuse mount-changed "$mount was $source and is $at_source now"
fi
