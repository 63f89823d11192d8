# begin: fstab
# Reads or rewrites fstab (standard input). fstab_mode: count, field1 to field6, line, closed, replace; of the line
# whose mount point is fstab_path; closed is that line read-only. replace puts fstab_line there, fstab_comment above it if it is not
# empty, and drops a comment of ours that stands above it.
fstab_awk='
. ../lib/unescape-octal.awk
function trimmed(path) {
  sub(/\/+$/, "", path)
  return path
}
# The last of rw and ro is what counts.
function closed(line,   end) {
  end = sub(/\r$/, "", line) ? "\r" : ""
  if (!match(line, /^[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+/)) return line " ro" end
  return substr(line, 1, RLENGTH) ",ro" substr(line, RLENGTH + 1) end
}
function flush() {
  if (held) print kept
  held = 0
}
BEGIN {
  mode = ENVIRON["fstab_mode"]
  path = trimmed(ENVIRON["fstab_path"])
}
{
  ended = $0
  sub(/\r$/, "")
  mine = ($0 !~ /^[ \t]*#/ && NF >= 3 && trimmed(plain($2)) == path)
  if (mine) found++
  if (mine && mode == "line") print ended
  if (mine && mode == "closed") print closed(ended)
  if (mine && mode ~ /^field[1-6]$/) printf "%s", plain($(substr(mode, 6) + 0))
  if (mode != "replace") next
  if (mine) {
    held = 0
    if (ENVIRON["fstab_comment"] != "") print ENVIRON["fstab_comment"]
    print ENVIRON["fstab_line"]
    next
  }
  flush()
  if ($0 ~ /^# nfs-cutover run=/) {
    held = 1
    kept = ended
    next
  }
  print ended
}
END {
  flush()
  if (mode == "count") printf "%d", found
}'

# $value: what mode $1 says of file $2 about the mount point $3; no line gives nothing.
fstab_get() {
  value=$(fstab_mode=$1 fstab_path=$3 awk "$fstab_awk" <"$2" && printf .)
  value=${value%.}
}
# end: fstab
