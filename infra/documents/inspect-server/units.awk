# Reads paths of files of units, those of the first folders first.
. ./tell.awk
. ../lib/unescape-hex.awk
function base(path) {
  sub(/.*\//, "", path)
  return path
}
function folder(path) {
  sub(/\/[^\/]*$/, "", path)
  return path
}
# The mount point that the name of a unit stands for.
function point_of(unit) {
  sub(/\.[a-z]+$/, "", unit)
  if (unit == "-") return "/"
  gsub(/-/, "/", unit)
  return "/" unhex(unit)
}
function entry(line, place,   at, key, value) {
  at = index(line, "=")
  if (at == 0) return
  key = substr(line, 1, at - 1)
  value = substr(line, at + 1)
  gsub(/^[ \t]+|[ \t]+$/, "", key)
  gsub(/^[ \t]+|[ \t]+$/, "", value)
  if (key ~ /^Exec/ && unit ~ /\.service$/) {
    gsub(/%%/, "%", value)
    tell_commands(unit in wanted ? "service" : "service-idle", place, value)
    return
  }
  if (value ~ /^".*"$/ || value ~ /^\047.*\047$/) value = substr(value, 2, length(value) - 2)
  gsub(/%%/, "%", value)
  if (key ~ /^(What|Where|Options)$/) {
    set[key] = value
    said[key] = place
  }
}
function read_unit(path,   line, number, start, held) {
  set["What"] = set["Where"] = set["Options"] = said["What"] = said["Where"] = held = ""
  while ((getline line < path) > 0) {
    number++
    sub(/\r$/, "", line)
    if (line ~ /^[ \t]*[#;]/) continue
    if (held == "") start = number
    if (line ~ /\\$/) {
      held = held substr(line, 1, length(line) - 1) " "
      continue
    }
    entry(held line, path ":" start)
    held = ""
  }
  if (held != "") entry(held, path ":" start)
  close(path)
}
function is_wanted(name,   by) {
  by = name
  sub(/\.mount$/, ".automount", by)
  return name in wanted || by in wanted
}
function judge(path, changes,   point, low, kind) {
  if (unit ~ /\.service$/) return
  point = set["Where"] == "" ? point_of(unit) : set["Where"]
  if (point != "/") sub(/\/+$/, "", point)
  if (changes) {
    if (set["What"] != "") tell("drop-in", said["What"], set["What"], point, "What=" set["What"])
    else if (point == mount && set["Options"] != "")
      tell("drop-in-options", said["Options"], "", point, "Options=" set["Options"])
    return
  }
  # Of one name, what systemd makes of fstab comes before the folders of packages, and after the others.
  low = path !~ /\/(etc|run)\/systemd\/[^\/]*\/[^\/]*(\/[^\/]*)?$/
  kind = is_wanted(unit) ? "unit" : "unit-idle"
  if (unit ~ /\.automount$/) {
    if (point == mount) tell(low ? kind : "unit", said["Where"] == "" ? path : said["Where"], "", point, "Where=" point)
    return
  }
  if (point == mount) kind = low ? "unit-low" : "unit"
  if (set["What"] != "") tell(kind, said["What"], set["What"], point, "What=" set["What"])
}
BEGIN { mount = ENVIRON["point"] }
{
  paths[NR] = $0
  if (folder($0) ~ /\.(wants|requires)$/) wanted[base($0)] = 1
}
END {
  for (i = 1; i <= NR; i++) {
    path = paths[i]
    unit = base(path)
    if (unit ~ /\.conf$/) {
      unit = base(folder(path))
      if (unit !~ /\.(mount|automount|service)\.d$/) continue
      sub(/\.d$/, "", unit)
      read_unit(path)
      judge(path, 1)
      continue
    }
    # The first file of a name is the unit; one that is masked leads to /dev/null.
    if (unit in seen) continue
    seen[unit] = 1
    read_unit(path)
    judge(path, 0)
  }
}
