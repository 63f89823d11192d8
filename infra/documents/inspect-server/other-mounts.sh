# ---- What else is mounted: of the same file system, of the same export, below the source, or by autofs ----
read_mount_table
new_list
told=' '
while read -r kind _ target fstype from; do
  [ -n "$kind" ] || continue
  add "$kind $target $fstype $from"
  told="$told$target "
done <<END
$(others_of_source "$at_device" "$at_target")
END
while read -r raw_target _ fstype from _; do
  unescape "$raw_target"
  case $fstype:$mount/ in
    autofs:"${value%/}"/*) add "autofs $raw_target $fstype $from" ;;
    autofs:*) ;;
    *)
      case $told in *" $raw_target "*) continue ;; esac
      case $value in "$mount"/*) add "nested $raw_target $fstype $from" ;; esac
      ;;
  esac
done <<END
$output
END
emit_list others
