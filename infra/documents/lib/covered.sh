# begin: covered
# The folder that the mount covers is bare where a switch is killed behind its unmount, and a later mount hides what was
# written there. So it takes nothing from the freeze until the thaw, or until the migration is over; from root, only where
# its disk knows the immutable attribute. It is reached through its parent, bound without what is mounted below, in a mount
# namespace that ends with it: no server is asked, and root follows no link that somebody else has put on the way.
# $1: look, close or open; for open the mode $2 that it had; $3: the inode number that it must have, alone: a device has
# another number after a boot. Before: $mode, $inode and $attributes. Otherwise $status is not 0, and $output says why.
reach_covered() {
  attempt bounded unshare -m --propagation private sh -c '
    set -eu
    no() { printf "%s" "$1" && exit 1; }
    enter() {
      cd -P -- "$1/"
      case $(pwd -P) in "$1" | "$1/") ;; *) no "a link leads to $1" ;; esac
    }
    (umask 077 && mkdir -p -- "$3")
    enter "${2%/}"
    mount -c --bind . "$3"
    enter "$(cd -P -- "$3" && pwd -P)/$4"
    case $(stat -f -c %T -- .) in
      ext2/ext3 | xfs | btrfs | tmpfs | overlayfs | zfs | f2fs) ;;
      *) no "it is on no disk of this server" ;;
    esac
    before=$(stat -c "%a %i" -- .)
    attributes=$(lsattr -d -- . 2>/dev/null) || attributes=
    attributes=${attributes%% *}
    case $1:$before:$attributes in
      # A program that had it before the mount came, such as a container, still works there.
      look:*) [ -z "$(ls -AU . | head -n 1)" ] || no "it is not empty: somebody may use it by another way" ;;
      *:*\ "$6":*)
        chattr -i -- . 2>/dev/null || :
        # Another mode is of somebody who has opened it meanwhile.
        case $1:$before in
          close:*) chmod a-rwx -- . ;;
          open:0\ * | open:[1-7]000\ *) chmod "$5" -- . ;;
        esac
        [ "$1" = open ] || chattr +i -- . 2>/dev/null || :
        ;;
      close:* | open:0\ * | open:[1-7]000\ * | open:*:*i*) no "another folder is in its place" ;;
    esac
    printf ":%s %s" "$before" "$attributes"' \
    sh "$1" "${covered%/*}/" "$state/view" "${covered##*/}" "${2-}" "${3-}"
  rmdir -- "$state/view" 2>/dev/null || :
  # Before it stand warnings, such as those of the loader.
  read -r mode inode attributes <<END || :
${output##*:}
END
  case $mode:$inode in *[!0-9:]* | :* | *: | *[89]*:*) status=$((status ? status : 1)) ;; esac
}

# The folder below what was last looked at. Where that fails, the freeze holds all the same: it is told.
close_covered() {
  unescape "$at_target"
  covered=$value
  reach_covered look
  if [ "$status" -eq 0 ]; then
    at=at=$(printf '%s' "$covered" | base64 -w 0)
    was='' noted='' noted_at=''
    [ ! -f "$state/.covered" ] || read -r was noted noted_at <"$state/.covered" || :
    if [ "$noted $noted_at" != "inode=$inode $at" ]; then
      case $noted_at:$mode:$attributes in
        # What an older freeze has closed was never open since: what was before that one counts.
        "$at":0:* | "$at":[1-7]000:* | "$at":*i*) ;;
        # Whoever has made it immutable before keeps it so.
        *:*i*) return 0 ;;
        *) was=mode=$mode ;;
      esac
      write_state .covered "$was inode=$inode $at"
    fi
    reach_covered close '' "$inode"
  fi
  [ "$status" -eq 0 ] || emit covered-open "${output:-exit status $status}"
}

open_covered() {
  rm -f -- "$state/.covered.new"
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
