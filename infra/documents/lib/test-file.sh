# begin: test-file
# $sum: the sha256 of file $1, as the application's user reads it within $hashing seconds.
hashing=300
hash_of() {
  limit=$hashing
  attempt as_user sh -c 'exec sha256sum <"$1"' sh "$1"
  limit=20
  case $status:$output in
    0:*) sum=${output%% *} ;;
    137:*) refuse hung "the file could not be read within $hashing s" ;;
    *'Permission denied'*) refuse unreadable "$output" ;;
    *) fail "$output" ;;
  esac
}

# What a failed write as the application's user means. $partial, a file that is not whole, does not stay.
write_failed() {
  failed=$status
  failure=$output
  [ "$failed" -eq 137 ] || attempt as_user rm -f -- "$partial"
  case $failed:$failure in
    137:*) refuse hung "no answer within $limit s" ;;
    *'Read-only file system'*) refuse read-only "$failure" ;;
    *'Permission denied'*) refuse denied "$failure" ;;
    *'No space left'* | *'quota exceeded'*) refuse no-space "$failure" ;;
    *) fail "$failure" ;;
  esac
}

as_user_write() {
  attempt as_user "$@"
  [ "$status" -eq 0 ] || write_failed
}

folder_of() {
  case $1 in
    */*) folder=$mount/${1%/*} ;;
    *) folder=$mount ;;
  esac
}

# The marker says that this run made the target, and with which content. It outlives the target: what is removed from one
# side may come again from the other, after a rollback and another attempt.
name_state() {
  key=$(printf '%s' "$target" | sha256sum | cut -c 1-64)
  marker=$state/$run/$key.made
  folder_of "$target"
  partial=$folder/.nfs-cutover-$run-$(printf '%.12s' "$key").partial
}

write_marker() {
  make_state "$state/$run"
  write_state "$run/$key.made" "$wanted"
}

read_marker() {
  made=
  [ ! -f "$marker" ] || read -r made <"$marker" || :
}

# Once the switch is confirmed, no further attempt shows the target on another side.
forget_made() {
  [ ! -f "$state/confirmed" ] || rm -f -- "$marker"
}
# end: test-file
