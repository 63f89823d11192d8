# begin: holders
# $holders: the processes that keep the mount busy, as far as fuser can say; the kernel's own line is none of them.
find_holders() {
  holders=
  command -v fuser >/dev/null 2>&1 || return 0
  attempt bounded fuser -v -m "$mount"
  holders=$(printf '%s\n' "$output" | awk '
    /^Cannot / || /(^|[ \t])kernel[ \t]+(mount|swap|loop)([ \t]|$)/ { next }
    /[ \t]USER[ \t]+PID[ \t]/ { heading = $0; next }
    / [0-9]+ [A-Za-z.]+ / { processes = processes "\n" $0 }
    END { if (processes != "") print heading processes }' | head -n 40 | head -c 1500) || :
}
# end: holders
