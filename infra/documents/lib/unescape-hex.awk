# Text as findmnt -r writes it, unsafe bytes as \\xHH.
function unhex(text,   out, digits) {
  digits = "0123456789abcdef"
  while (match(text, /\\x[0-9a-f][0-9a-f]/)) {
    out = out substr(text, 1, RSTART - 1) sprintf("%c", 16 * (index(digits, substr(text, RSTART + 2, 1)) - 1) +
      index(digits, substr(text, RSTART + 3, 1)) - 1)
    text = substr(text, RSTART + RLENGTH)
  }
  return out text
}
