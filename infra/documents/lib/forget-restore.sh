# begin: forget-restore
# The script that leads back by hand goes as soon as there is nothing that it could lead back from.
forget_restore() {
  for note in frozen changing switched services; do
    [ ! -f "$state/$note" ] || return 0
  done
  rm -f -- "$state/restore" "$state/restore.sha256"
}
# end: forget-restore
