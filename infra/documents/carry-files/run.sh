#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/test-file.sh

. ../lib/write-state.sh

. ../lib/fence.sh

. ../lib/fstab.sh

. ../lib/old-line.sh

. ../lib/own-mount.sh

decode MountPath '{{ MountPath }}'
source_mount=$value
decode SourceExport '{{ SourceExport }}'
source_export=$value
decode GatewayMountPath '{{ GatewayMountPath }}'
mount=$value
decode Files '{{ Files }}'
files=$value
# Each file has an owner of its own; there is no user of the application here.
user='' group=''
. ../lib/decode-run-state.sh

. ../lib/need-mount-state-run.sh
need_path SourceMountPath "$source_mount"
need_path FstabPath "$fstab"
case $own_export in [!-]*:/*) ;; *) refuse bad-parameter "not an export (host:/path): $own_export" ;; esac
name_fstab
fence_way=back
# The runner that has sent it may be taken for lost while the command waits: it is looked at inside, before each file.
[ "${1-}" = inside ] || list_inside
enter_fence

look "$source_mount"
[ "$mounts" -eq 1 ] && [ "${at_source%/}" = "${source_export%/}" ] ||
  refuse not-served "expected $source_export alone at $source_mount, got $mounts mounts, the last ${at_source:-nothing}"
if is_read_only || is_flagged; then refuse read-only "$source_mount is read-only"; fi
# Its options are those of the gateway's own mount.
mount_own "$2"
gateway=$mount
mount=$source_mount

# Which files were carried in this migration: what the application takes away afterwards does not come back.
carried=$state/carried

# A file of terabytes takes its time.
hashing=$((CARRYING_SECONDS))

# One line of Files: $kind, $uid, $gid, $groups, $mode, $mtime, $wanted, $was and $target.
read_file() {
  kind=$1 uid=$2 gid=$3 mode=$4 mtime=$5 wanted=$6 was=$7
  case $kind in file | folder) ;; *) refuse bad-parameter 'a kind is neither file nor folder' ;; esac
  case $uid:$gid:$mode in
    *[!0-9:]* | :* | *::* | *:) refuse bad-parameter 'an owner, a group or a mode is not a number' ;;
  esac
  case ${mtime#-} in '' | *[!0-9.]*) refuse bad-parameter 'a time is not a number of seconds' ;; esac
  case $wanted in *[!0-9a-f-]*) refuse bad-parameter 'a SHA-256 is not hexadecimal' ;; esac
  case $was in *[!a-z0-9:.-]*) refuse bad-parameter 'what the source had is not as a listing writes it' ;; esac
  decode Files "$8"
  target=$value
  [ -n "$target" ] || refuse bad-parameter 'a path is empty'
  need_relative Files "$target"
  groups=$(id -G "$uid" 2>/dev/null | tr ' ' ',') || groups=
  groups=${groups:-$gid}
}

# All of them before any file is touched.
while read -r a b c d e f g h; do
  read_file "$a" "$b" "$c" "$d" "$e" "$f" "$g" "$h"
done <<END
$files
END

# What stands at the target, as a listing of the source writes it: $now; - where nothing does.
look_at_target() {
  attempt as_user find "$mount/$target" -maxdepth 0 -printf '%y:%s:%C@'
  case $status:$output in
    0:*) now=$output ;;
    137:*) refuse hung "no answer within $limit s" ;;
    *': No such file or directory') now=- ;;
    *': Permission denied') refuse denied "$output" ;;
    *) fail "$output" ;;
  esac
}

tell() {
  printf '%s' "$1"
  exit 0
}

conflict() {
  [ -z "$partial" ] || attempt as_user rm -f -- "$partial"
  tell "conflict expected $was, got $now"
}

# Refuses a file whose folder is not at the source, or is not one below its mount.
need_own_folder() {
  folder_of "$target"
  need_inside "$folder"
  attempt as_user stat -- "$folder/."
  [ "$status" -eq 0 ] || tell "no-folder $output"
}

# Its owner makes it; root is nobody at the source, and nobody may give a file away.
carry_one() {
  partial=
  [ "$uid" -ne 0 ] || tell 'root-owned its owner is root, who may write nothing at the source'
  need_own_folder
  name_partial
  # Of a command that was killed: nothing half stays, whatever comes of this one.
  [ "$kind" = folder ] || as_user_write rm -f -- "$partial"
  look_at_target
  if [ "$kind" = folder ]; then
    case $now in
      d:*)
        tell_other_attributes
        tell same
        ;;
      -) ;;
      *) conflict ;;
    esac
    as_user_write mkdir -m "$mode" -- "$mount/$target"
    tell carried
  fi
  case $now in
    f:*)
      hash_of "$mount/$target"
      if [ "$sum" = "$wanted" ]; then
        tell_other_attributes
        tell same
      fi
      ;;
  esac
  [ "$now" = "$was" ] || conflict
  if [ "$now" = - ] && grep -qxF -- "${partial##*/}" "$carried" 2>/dev/null; then
    tell 'gone it was carried before, and somebody has removed it at the source since'
  fi
  copy_one
}

# The bytes are the same, and what else was changed through the gateway is a person's to set.
tell_other_attributes() {
  attempt as_user find "$mount/$target" -maxdepth 0 -printf '%m %Ts'
  [ "$status" -eq 0 ] || fail "$output"
  set -- "$output" "$(printf '%o' "0$mode") ${mtime%.*}"
  if [ "$kind" = folder ]; then set -- "${1% *}" "${2% *}"; fi
  [ "$1" = "$2" ] || tell "attributes the same bytes; mode and time are $1, on the gateway $2"
}

copy_one() {
  limit=$hashing
  as_user_write cp -- "$gateway/$target" "$partial"
  hash_of "$partial"
  if [ "$sum" != "$wanted" ]; then
    attempt as_user rm -f -- "$partial"
    tell 'differs the gateway shows other bytes than the bucket has'
  fi
  as_user_write chmod "$mode" -- "$partial"
  as_user_write touch -m -d "@$mtime" -- "$partial"
  as_user_write sync "$partial"
  # Another client may have written meanwhile: to open a file asks the server, a look alone may not.
  [ "$was" = - ] || attempt as_user sh -c ': <"$1"' sh "$mount/$target"
  look_at_target
  [ "$now" = "$was" ] || conflict
  still_owner
  if [ "$was" = - ]; then
    # Only a link fails at the server itself where the name is there by now.
    attempt as_user ln -T -- "$partial" "$mount/$target"
    if [ "$status" -ne 0 ]; then
      look_at_target
      [ "$now" = - ] || conflict
      attempt as_user rm -f -- "$partial"
      tell "failed $output"
    fi
    as_user_write rm -f -- "$partial"
  else
    as_user_write mv -f -T -- "$partial" "$mount/$target"
  fi
  # The name is on the disk, too, where its folder can be read.
  attempt as_user sync "$folder"
  (umask 077 && printf '%s\n' "${partial##*/}" >>"$carried")
  tell carried
}

name_partial() {
  partial=$folder/.nfs-cutover-$migration-$(printf '%s' "$target" | sha256sum | cut -c 1-12).partial
}

# What one file ends with stops no other one.
results=
while read -r a b c d e f g h; do
  read_file "$a" "$b" "$c" "$d" "$e" "$f" "$g" "$h"
  still_owner
  result=$(
    refuse() { tell "$1 $2"; }
    fail() { tell "failed $1"; }
    carry_one
  ) || result="failed exit status $?"
  results="$results$(printf '%.300s' "$result" | tr '\n' ' ')
"
done <<END
$files
END
still_owner
emit results "$results"
