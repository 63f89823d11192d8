# What is mounted, and proof that the user may list it: $device and $at_source.
inspect() {
  . ../lib/need-mounted.sh
  attempt as_user find "$mount/." -maxdepth 0 -readable -executable -printf %D
  case $status:$output in
    137:*) refuse hung "no answer within $limit s" ;;
    *'Permission denied'* | 0:) refuse denied "$user cannot list $mount" ;;
    0:*[!0-9]*) fail "$output" ;;
    0:*) device=$output ;;
    *) fail "$output" ;;
  esac
}
inspect
source=$at_source
