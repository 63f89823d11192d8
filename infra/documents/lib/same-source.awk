# Whether a mount is of the source: of a server with one of the names in source_names, and of the export source_path,
# of a folder of it, or of one that holds it.
. ../lib/address.awk
function know_source(   i, count, list) {
  count = split(tolower(ENVIRON["source_names"]), list, " ")
  for (i = 1; i <= count; i++) own_names[list[i]] = 1
  own_path = ENVIRON["source_path"] "/"
  gsub(/\/+/, "/", own_path)
}
function same_path(path) {
  path = path "/"
  gsub(/\/+/, "/", path)
  return index(path, own_path) == 1 || index(own_path, path) == 1
}
function same_source(source, options,   at, server, address) {
  at = index(source, ":/")
  if (at == 0) return 0
  server = tolower(substr(source, 1, at - 1))
  gsub(/[][]/, "", server)
  address = address_in(options)
  if (!(server in own_names) && !(address != "" && (address in own_names))) return 0
  return same_path(substr(source, at + 1))
}
