# Reads a map of autofs: a line for each location of each entry, and for each map that it includes.
. ./tell.awk
# Words may stand between quotes, or have blanks behind backslashes.
function words_of(text, words,   count, i, c, quoted, word, begun) {
  count = 0
  word = ""
  begun = quoted = 0
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == "\\" && i < length(text)) {
      word = word substr(text, ++i, 1)
      begun = 1
    } else if (c == "\"") {
      quoted = !quoted
      begun = 1
    } else if ((c == " " || c == "\t") && !quoted) {
      if (begun) words[++count] = word
      word = ""
      begun = 0
    } else {
      word = word c
      begun = 1
    }
  }
  if (begun) words[++count] = word
  return count
}
# A wildcard stays: it stands for any name.
function with_key(text, key,   out, at) {
  if (key == "*") return text
  while ((at = index(text, "&")) > 0) {
    out = out substr(text, 1, at - 1) key
    text = substr(text, at + 1)
  }
  return out text
}
function entry(text, place,   i, j, count, words, key, spot, at, path, hosts, servers) {
  count = words_of(text, words)
  key = words[1]
  if (key ~ /^\+/) {
    tell("include", place, "", "", substr(key, 2))
    return
  }
  spot = top == "/-" ? key : top "/" key
  tell("autofs", place, "", spot, text)
  for (i = 2; i <= count; i++) {
    if (words[i] ~ /^-/) continue
    at = index(words[i], ":/")
    if (words[i] ~ /^\//) tell("autofs", place, "", spot words[i], text)
    if (words[i] ~ /^\// || at < 2) continue
    path = with_key(substr(words[i], at + 1), key)
    hosts = split(substr(words[i], 1, at - 1), servers, ",")
    for (j = 1; j <= hosts; j++) {
      sub(/\([0-9]+\)$/, "", servers[j])
      tell("autofs", place, with_key(servers[j], key) ":" path, spot, text)
    }
  }
}
BEGIN {
  top = ENVIRON["top"]
  file = ENVIRON["file"]
}
. ./whole-lines.awk
{ entry($0, file ":" start) }
