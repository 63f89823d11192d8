# begin: holders
# $holders: the processes that keep the mount busy, as far as fuser can say; the kernel's own line is none of them.
find_holders() {
  holders=
  command -v fuser >/dev/null 2>&1 || return 0
  attempt bounded fuser -v -m "$mount"
  holders=$(printf '%s\n' "$output" | mount=$mount awk '
    /^[ \t]*USER[ \t]+PID[ \t]+ACCESS[ \t]+COMMAND[ \t]*$/ { heading = $0; next }
    {
      line = $0
      if (index(line, ENVIRON["mount"] ":") == 1) line = substr(line, length(ENVIRON["mount"]) + 2)
      # User, number, access. The kernel has no number.
      if (line ~ /^[ \t]*[^ \t]+[ \t]+[0-9]+[ \t]+[.A-Za-z]+[ \t]/) processes = processes "\n" $0
    }
    END { if (processes != "") print heading processes }' | head -n 40 | head -c 1500) || :
}
# end: holders
