# begin: lock
# One change of mounts at a time; what begins here is not ended by a signal.
take_lock() {
  mkdir -p -- "${lock%/*}"
  [ ! -L "$lock" ] || fail "$lock is a symbolic link"
  exec 9>>"$lock"
  flock -w 60 9 || refuse locked "another document holds $lock"
  trap '' HUP INT TERM
  (umask 077 && mkdir -p -- "$state")
}

# Replaces file $1 of the state folder by $2, whole or not at all. It outlives a power cut.
write_state() {
  (umask 077 && printf '%s\n' "$2" >"$state/$1.new")
  bounded sync "$state/$1.new" || fail "$state/$1.new could not be written to the disk"
  mv -f -- "$state/$1.new" "$state/$1"
  bounded sync "$state" || fail "$state could not be written to the disk"
}

# As attempt; through a file, because a daemon that mount starts may keep a pipe open for ever.
attempt_mount() {
  status=0
  (umask 077 && : >"$state/mount-output")
  bounded "$@" >"$state/mount-output" 2>&1 || status=$?
  output=$(head -c 1500 "$state/mount-output")
  [ "$status" -ne 137 ] || output="$1 did not end within $limit s; $output"
}
# end: lock
