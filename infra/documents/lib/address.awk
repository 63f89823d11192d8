# The address of the server, of the options of a mount; empty where they do not say it.
function address_in(options) {
  if (!match("," options, /,addr=[^,]*/)) return ""
  return tolower(substr("," options, RSTART + 6, RLENGTH - 6))
}
