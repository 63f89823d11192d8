# ---- What else is mounted: of the same file system, of the same export, below the source, or by autofs ----
read_mount_table
new_list
while read -r kind _ target fstype from; do
  [ -z "$kind" ] || add "$kind $target $fstype $from"
done <<END
$(others_of_source "$at_device" "$at_target")
END
while read -r raw_target _ fstype from _; do
  unescape "$raw_target"
  case $fstype:$mount/ in
    autofs:"${value%/}"/*) add "autofs $raw_target $fstype $from" ;;
    autofs:*) ;;
    *) case $value in "$mount"/*) add "nested $raw_target $fstype $from" ;; esac ;;
  esac
done <<END
$output
END
emit_list others
