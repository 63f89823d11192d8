. ../lib/fstab.sh

. ../lib/change-fstab.sh

. ../lib/write-state.sh

. ../lib/fence.sh

# begin: freeze
. ../lib/decode-mount-folder.sh
. ../lib/decode-run-state-lock.sh
decode FstabPath '{{ FstabPath }}'
fstab=$value
name_fstab

need_path MountPath "$mount"
need_path FstabPath "$fstab"
need_path ProcPath "$proc"
[ -z "$folder" ] || need_relative Folder "$folder"
need_user
take_fenced_lock

look_at_source() {
  . ../lib/need-mounted.sh
  [ "$mounts" -ne 1 ] || return 0
  case $at_layers in *' autofs '*) refuse on-demand "autofs mounts $mount on demand: it would mount the old server again" ;; esac
  refuse stacked-mounts "$mounts mounts are above each other at $mount"
}

look_at_source
# After the switch, the gateway stands at this path.
if [ -f "$state/switched" ]; then
  read -r _ _ switched <"$state/switched"
  decode switched "${switched#export=}"
  [ "${value%/}" != "${at_source%/}" ] || refuse switched "the gateway is served at $mount: $at_source"
fi
# end: freeze
