if [ "$served" != none ] && ! unmount; then
  . ../lib/busy-go-back.sh
fi
