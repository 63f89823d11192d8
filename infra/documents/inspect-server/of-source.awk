# Of lines as tell makes them, those of the source: of its mount point, or of a location of its path. With hosts_only
# the names of servers that are not known to be that of the source; else the lines of those that are.
. ../lib/same-source.awk
# A wildcard stands for any name.
function is_path(kind, path,   at) {
  at = kind == "autofs" ? index(path, "&") : 0
  if (at == 0) return same_path(path)
  path = substr(path, 1, at - 1)
  gsub(/\/+/, "/", path)
  return index(path, own_path) == 1 || index(own_path, path) == 1
}
BEGIN {
  FS = "\t"
  know_source()
  mount = ENVIRON["point"]
}
{
  at = index($3, ":/")
  server = tolower(substr($3, 1, at - 1))
  gsub(/[][]/, "", server)
  path = at > 1 && is_path($1, substr($3, at + 1))
  if (ENVIRON["hosts_only"] != "") {
    if (path && server != "" && !(server in own_names) && !told[server]++) print server
    next
  }
  if (!(path && server in own_names) && $4 != mount) next
  line = $1 " " $2 ": " $5
  if (!told[line]++) print line
}
