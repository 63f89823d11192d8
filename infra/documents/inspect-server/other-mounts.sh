# ---- What else is mounted: of the same file system, of the same export, below the source, or by autofs ----
own='' device=
if [ "$mounts" -gt 0 ]; then
  attempt bounded findmnt -n -r -o TARGET,MAJ:MIN -M "$mount"
  [ "$status" -ne 137 ] || refuse hung "findmnt did not answer within $limit s"
  last=${output##*
}
  own=${last% *}
  device=${last##* }
  case $status:$device in 0:*[0-9]:[0-9]*) ;; *) fail "findmnt: exit status $status: $output" ;; esac
fi

attempt bounded findmnt -n -r -o TARGET,MAJ:MIN,FSTYPE,SOURCE
[ "$status" -ne 137 ] || refuse hung "findmnt did not answer within $limit s"
[ "$status" -eq 0 ] || fail "findmnt: exit status $status: $output"
new_list
while read -r raw_target raw_device raw_fstype raw_source; do
  unescape "$raw_target"
  target=$value
  unescape "${raw_source%%\[*}"
  if [ "$raw_fstype" = autofs ]; then
    case $mount/ in
      "${target%/}"/*) add "autofs $raw_target $raw_fstype $raw_source" ;;
    esac
  elif [ "$raw_target" = "$own" ]; then
    :
  elif [ -n "$device" ] && [ "$raw_device" = "$device" ]; then
    add "shared $raw_target $raw_fstype $raw_source"
  elif is_export "$value"; then
    add "again $raw_target $raw_fstype $raw_source"
  else
    case $target in
      "$mount"/*) add "nested $raw_target $raw_fstype $raw_source" ;;
    esac
  fi
done <<END
$output
END
emit_list others
