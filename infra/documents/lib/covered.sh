# begin: covered
# The folder that the mount covers is bare where a switch is killed behind its unmount, and a later mount hides what was
# written there. So it takes nothing from the freeze until the thaw, or until the migration is over; from root, only where
# its disk knows the immutable attribute. It is reached through its parent, bound without what is mounted below, in a mount
# namespace that ends with it: no server is asked.
# $1: look, close or open; for open the mode $2 that it had, and device and inode $3. $output: mode, inode and attributes
# before.
reach_covered() {
  attempt bounded unshare -m --propagation private sh -c '
    set -eu
    (umask 077 && mkdir -p -- "$3")
    mount --bind -- "$2" "$3"
    at=$3/$4
    case $(stat -f -c %T -- "$at") in
      ext2/ext3 | xfs | btrfs | tmpfs | overlayfs | zfs | f2fs) ;;
      *) printf "it is on no disk of this server" && exit 1 ;;
    esac
    before=$(stat -L -c "%a %d:%i" -- "$at")
    attributes=$(lsattr -d -- "$at" 2>/dev/null) || attributes=
    case $1:$before in
      close:*)
        chattr -i -- "$at" 2>/dev/null || :
        chmod a-rwx -- "$at"
        chattr +i -- "$at" 2>/dev/null || :
        ;;
      open:*\ "$6")
        chattr -i -- "$at" 2>/dev/null || :
        # Another mode is of somebody who has opened it meanwhile.
        case $before in 0\ * | [1-7]000\ *) chmod "$5" -- "$at" ;; esac
        ;;
    esac
    printf "%s %s" "$before" "${attributes%% *}"' \
    sh "$1" "${covered%/*}/" "$state/view" "${covered##*/}" "${2-}" "${3-}"
  rmdir -- "$state/view" 2>/dev/null || :
}

# The folder below what was last looked at. Where that fails, the freeze holds all the same: it is told.
close_covered() {
  unescape "$at_target"
  covered=$value
  reach_covered look
  if [ "$status" -eq 0 ]; then
    mode=${output%% *} attributes=${output##* } inode=${output#* }
    inode=${inode%% *} noted=
    [ ! -f "$state/.covered" ] || read -r _ noted _ <"$state/.covered" || :
    # Whoever has made it immutable before keeps it so.
    if [ "$noted" != "inode=$inode" ]; then
      case $attributes in *i*) return 0 ;; esac
      write_state .covered "mode=$mode inode=$inode at=$(printf '%s' "$covered" | base64 -w 0)"
    fi
    reach_covered close
  fi
  [ "$status" -eq 0 ] || emit covered-open "${output:-exit status $status}"
}

open_covered() {
  [ -f "$state/.covered" ] || return 0
  mode='' inode='' at=''
  read -r mode inode at <"$state/.covered" || :
  covered=$(printf '%s' "${at#at=}" | base64 -d) || covered=
  reach_covered open "${mode#mode=}" "${inode#inode=}"
  if [ "$status" -eq 0 ]; then
    rm -f -- "$state/.covered"
  else
    emit covered-closed "$covered: ${output:-exit status $status}"
  fi
}
# end: covered
