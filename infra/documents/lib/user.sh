# begin: user
# Resolves the application's user to numbers: setpriv of older util-linux takes nothing else.
need_user() {
  case $user in '' | -*) refuse no-user 'User is empty or begins with -' ;; esac
  case $group in '' | -*) refuse no-user 'Group is empty or begins with -' ;; esac
  uid=$(id -u "$user" 2>/dev/null) || refuse no-user "there is no user $user"
  gid=$(getent group "$group" | cut -d: -f3)
  [ -n "$gid" ] || refuse no-user "there is no group $group"
  groups=$(id -G "$user" | tr ' ' ',')
}

as_user() {
  bounded setpriv --reuid="$uid" --regid="$gid" --groups="$groups" -- "$@"
}

# What $1 itself is, for the application's user: $kind.
look_at() {
  attempt as_user stat -c %F -- "$1"
  case $status:$output in
    0:'regular file' | 0:'regular empty file') kind='file' ;;
    0:directory) kind=folder ;;
    0:'symbolic link') kind='link' ;;
    0:*) kind=other ;;
    137:*) refuse hung "no answer within $limit s" ;;
    *': No such file or directory' | *': Not a directory') kind=missing ;;
    *': Permission denied') kind=denied ;;
    *) fail "$output" ;;
  esac
}

# Where $1 really is, links resolved, for the application's user: $real, empty when it is nowhere.
resolve() {
  status=0
  real=$(as_user sh -c 'readlink -f -n -- "$1" && printf .' sh "$1" 2>/dev/null) || status=$?
  [ "$status" -ne 137 ] || refuse hung "no answer within $limit s"
  real=${real%.}
}

need_relative() {
  case /$2/ in
    *//* | */./* | */../*) refuse outside-mount "$1 is not a plain path below the mount" ;;
  esac
}

# Refuses a path that symbolic links lead out of the mount; the mount point itself may be a link.
need_inside() {
  resolve "$mount"
  inside=$real
  [ -n "$inside" ] || refuse denied "the application's user cannot reach $mount"
  resolve "$1"
  [ -z "$real" ] && return 0
  case $real/ in
    "$inside"/*) ;;
    *) refuse outside-mount "a symbolic link leads to $real" ;;
  esac
}
# end: user
