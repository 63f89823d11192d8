# begin: write-state
# Makes $1, the state folder or a folder in it.
make_state() {
  (umask 077 && mkdir -p -- "$1") 2>/dev/null ||
    refuse no-space "$1 could not be made: its disk is full, or can only be read"
}

# Replaces file $1 of the state folder by $2, whole or not at all. It outlives a power cut: the file and its folder are on
# the disk before anything is done.
write_state() {
  if ! (umask 077 && printf '%s\n' "$2" >"$state/$1.new") 2>/dev/null ||
    ! bounded sync "$state/$1.new" 2>/dev/null || ! mv -f -- "$state/$1.new" "$state/$1" ||
    ! bounded sync "$state" 2>/dev/null; then
    rm -f -- "$state/$1.new"
    refuse no-space "$state/$1 could not be written: its disk is full, or can only be read"
  fi
}
# end: write-state
