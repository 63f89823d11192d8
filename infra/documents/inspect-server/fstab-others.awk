# Reads fstab: a line for each other line of it that has to do with the source or its mount point.
. ./tell.awk
. ../lib/unescape-octal.awk
BEGIN {
  mount = ENVIRON["point"]
  file = ENVIRON["file"]
}
{
  sub(/\r$/, "")
  if (/^[ \t]*#/ || NF < 3) next
  device = plain($1)
  at = plain($2)
  if (at != "/") sub(/\/+$/, "", at)
  if (at == mount) next
  options = "," $4 ","
  place = file ":" NR
  waits = options ~ /,noauto,/ && options !~ /,(x-|comment=)systemd\.automount[,=]/
  if (index(device, ":/") > 1) tell(waits ? "fstab-noauto" : "fstab", place, device, at, $0)
  else if (options ~ /,r?bind,/ && index(device "/", mount "/") == 1) tell("fstab-bind", place, "", mount, $0)
  else if (index(at, mount "/") == 1) tell("fstab-below", place, "", mount, $0)
}
