# Goes on with whole lines: those that end with a backslash are joined, comments are left out. One began at line start.
{
  sub(/\r$/, "")
  if (/^[ \t]*(#|$)/) next
  if (held == "") start = NR
  if (/\\$/) {
    held = held substr($0, 1, length($0) - 1) " "
    next
  }
  $0 = held $0
  held = ""
}
