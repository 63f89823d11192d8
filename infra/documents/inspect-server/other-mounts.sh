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
while read -r target from; do
  [ -z "$target" ] || add "autofs $target autofs $from"
done <<END
$(autofs_around)
END
while read -r raw_target _ fstype from _; do
  case $fstype$told in autofs* | *" $raw_target "*) continue ;; esac
  unescape "$raw_target"
  case $value in "$mount"/*) add "nested $raw_target $fstype $from" ;; esac
done <<END
$output
END
emit_list others
