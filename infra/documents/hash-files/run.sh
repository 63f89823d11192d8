#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

decode MountPath '{{ MountPath }}'
mount=$value
decode Files '{{ Files }}'
files=$value
. ../lib/decode-user-group.sh

need_path MountPath "$mount"
need_user
. ../lib/need-mounted.sh
printf '%s' "$files" | base64 -d >/dev/null 2>&1 || refuse bad-parameter 'Files is not base64'

# A file of terabytes takes its time; a dead NFS server must not take for ever.
limit=$((HASHING_SECONDS))

# For some paths, as the user: a line each with the file's SHA-256 or why there is none. sha256sum says nothing
# of what it cannot read, so as many hashes as files are those of all of them in order, whatever their names
# are. A path that was a link before or is one afterwards has no hash.
hash='
  kind_of() {
    case /$1/ in
      *//* | */./* | */../*) kind=outside ;;
      *)
        if [ -L "./$1" ] || [ ! -e "./$1" ]; then kind=missing
        elif [ ! -f "./$1" ]; then kind=other
        elif [ ! -r "./$1" ]; then kind=denied
        else kind=file; fi ;;
    esac
  }
  # The hashes of those of the paths that are files.
  hashes() {
    for kind in $kinds; do
      [ "$kind" != file ] || set -- "$@" "./$1"
      shift
    done
    [ "$#" -gt 0 ] || return 0
    found=$(sha256sum -- "$@" | sed "s/^[^0-9a-f]//;s/ .*//")
    [ "$(printf "%s\n" "$found" | wc -l)" -eq "$#" ] ||
      found=$(for path do sum=$(sha256sum <"$path") && echo "${sum%% *}" || echo failed; done)
    printf "%s\n" "$found"
  }
  kinds=
  for path do kind_of "$path"; kinds="$kinds $kind"; done
  left=$(hashes "$@")
  for was in $kinds; do
    if [ "$was" = file ]; then
      was=${left%%[!0-9a-z]*}
      left=${left#"$was"?}
      [ ! -L "./$1" ] || was=failed
    fi
    echo "$was"
    shift
  done
'
status=0
answer=$(printf '%s' "$files" | base64 -d | as_user sh -c '
  cd -P -- "$1" || exit
  exec xargs -0 -r -n 50 sh -c "$2" sh' sh "$mount" "$hash") || status=$?
case $status in
  0) ;;
  137) refuse hung "the files could not be read within $limit s" ;;
  *) fail "the files could not be read: exit status $status" ;;
esac
case $answer in
  *outside*) refuse outside-mount 'Files has a path that is not a plain one below the mount' ;;
esac
emit hashes "$answer"
