# begin: holders
# $holders: who keeps the mount busy, as far as fuser can say.
find_holders() {
  holders=
  command -v fuser >/dev/null 2>&1 || return 0
  attempt bounded fuser -v -m "$mount"
  holders=$(printf '%s\n' "$output" | grep -v '^Cannot ' | head -n 40 | head -c 1500) || :
}
# end: holders
