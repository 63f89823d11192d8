function plain(text,   out, n) {
  out = ""
  while (match(text, /\\[0-7][0-7][0-7]/)) {
    n = 64 * substr(text, RSTART + 1, 1) + 8 * substr(text, RSTART + 2, 1) + substr(text, RSTART + 3, 1)
    out = out substr(text, 1, RSTART - 1) sprintf("%c", n)
    text = substr(text, RSTART + 4)
  }
  return out text
}
