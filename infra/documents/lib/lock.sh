# begin: lock
# One change of mounts at a time; what begins here is not ended by a signal.
take_lock() {
  mkdir -p -- "${lock%/*}"
  [ ! -L "$lock" ] || fail "$lock is a symbolic link"
  exec 9>>"$lock"
  flock -w 60 9 || refuse locked "another document holds $lock"
  trap '' HUP INT TERM
}

# As attempt; through a file, because a daemon that mount starts may keep a pipe open for ever. It is beside the lock, in
# memory: a full disk does not stop it.
attempt_mount() {
  status=0
  (umask 077 && : >"$lock.output")
  bounded "$@" >"$lock.output" 2>&1 || status=$?
  output=$(head -c 1500 "$lock.output")
  [ "$status" -ne 137 ] || output="$1 did not end within $limit s; $output"
}
# end: lock
