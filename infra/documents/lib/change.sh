# begin: change
# The change of mounts as one transaction, the same in both directions: $want is served instead of $from, or
# everything is as it was.

same_export() {
  [ "${1%/}" = "${2%/}" ]
}

# $served: source, gateway, none, other or stacked.
look_served() {
  look "$mount"
  case $mounts:$at_fstype in
    0:*) served=none ;;
    1:nfs | 1:nfs4)
      served=other
      if same_export "$at_source" "$source_export"; then served=source; fi
      if same_export "$at_source" "$gateway_export"; then served=gateway; fi
      ;;
    1:*) served=other ;;
    *) served=stacked ;;
  esac
}

report() {
  look_served
  emit state "$served"
  emit source "$at_source"
  emit fstype "$at_fstype"
  emit options "$at_options"
}

# Every refusal says what is served now, even where findmnt gives no answer any more.
reported=yes
before_refusal() {
  if [ "$changing" = yes ]; then go_back "$1" "$2"; fi
  case $reported in
    '')
      reported=begun
      rm -f -- "$new_fstab"
      report
      ;;
    begun) emit state unknown ;;
  esac
  reported=yes
}

# The line of fstab to which a change goes back, and the comment above it.
line_back='' comment_back=''

# Whatever ends this script while the mount is being changed: first to one of its two ends.
changing=no
leave_change() {
  code=$?
  if [ "$changing" = yes ]; then
    set +e
    go_back unexpected "exit status $code"
  fi
  case $code in 0 | 3) exit "$code" ;; *) exit 1 ;; esac
}
trap leave_change EXIT

# Takes the topmost mount away. Never lazily: a lazy unmount leaves writers on the old server.
unmount() {
  still_owner
  look "$mount"
  layers=$mounts
  for try in 1 2 3; do
    attempt_mount umount "$mount"
    failure=$output
    look "$mount"
    [ "$mounts" -ge "$layers" ] || return 0
    [ "$try" -eq 3 ] || sleep 2
  done
  output=$failure
  return 1
}

# Mounts $1 (source or gateway) and reads back that it is served; the text of a failure is in $failure.
serve() {
  still_owner
  if [ "$1" = source ]; then
    options=$source_options
    [ "$read_only" = no ] || options=$options,ro
    attempt_mount mount -t "$source_fstype" -o "$options" "$source_export" "$mount"
  else
    attempt_mount mount -t nfs -o "$gateway_options" "$gateway_export" "$mount"
  fi
  failure=$output
  mount_status=$status
  look_served
  [ "$served" = "$1" ] && [ "$mount_status" -eq 0 ]
}

# Back to where it began, then the refusal $1 with detail $2. First fstab: a server that is cut off now serves after its
# boot what it would serve without that.
go_back() {
  changing=no
  why=$2
  if [ -n "$line_back" ]; then
    if ! set_fstab_line "$line_back" "$comment_back" || ! reload_units; then
      why="$why; going back: $fstab could not be replaced: $output"
    fi
  fi
  look_served
  if [ "$served" != "$from" ] && [ "$served" != none ]; then
    unmount || why="$why; going back: $output"
    look_served
  fi
  if [ "$served" = none ] && [ "$from" != none ]; then
    for attempt_number in 1 2 3; do
      if serve "$from"; then break; fi
      [ "$attempt_number" -eq 3 ] || sleep 2
    done
    [ "$served" = "$from" ] || why="$why; going back: $failure"
  fi
  [ "$served" != "$from" ] || rm -f -- "$state/changing"
  refuse "$1" "$why"
}

# From here to the end of the change nothing is left half done.
begin_change() {
  write_state changing "from=$from read_only=$read_only run=$run"
  changing=yes
}

# A killed change has left $from and $read_only as they were at its beginning.
resume_change() {
  read -r left_from left_read_only left_run <"$state/changing"
  from=${left_from#from=}
  read_only=${left_read_only#read_only=}
  emit resumed "${left_run#run=}"
  case $from:$read_only in
    source:yes | source:no | gateway:yes | gateway:no | none:yes | none:no) ;;
    *) fail "$state/changing cannot be understood" ;;
  esac
}
# end: change
