# A line for each place that mounts something: kind, file and line, location, mount point, text.
function clean(text) {
  gsub(/[\t\r\n]/, " ", text)
  return text
}
function tell(kind, place, location, point, text) {
  if (point != "/") sub(/\/+$/, "", point)
  print kind "\t" clean(place) "\t" clean(location) "\t" clean(point) "\t" clean(text)
}
# What commands mount, by kind.
function tell_commands(kind, place, commands,   i, count, words, bare) {
  if (commands !~ /mount/) return
  bare = commands
  gsub(/["\047;|&()]/, " ", bare)
  count = split(bare, words, /[ \t]+/)
  for (i = 1; i <= count; i++)
    if (words[i] !~ /^-/ && index(words[i], ":/") > 1) tell(kind, place, words[i], "", commands)
}
