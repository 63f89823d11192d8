# Text as findmnt -r writes it, unsafe bytes as a backslash, x and two digits.
function unhex(text,   out, digits, n) {
  digits = "0123456789abcdef"
  while (match(text, /\\x[0-9a-f][0-9a-f]/)) {
    n = 16 * (index(digits, substr(text, RSTART + 2, 1)) - 1)
    n += index(digits, substr(text, RSTART + 3, 1)) - 1
    out = out substr(text, 1, RSTART - 1) sprintf("%c", n)
    text = substr(text, RSTART + RLENGTH)
  }
  return out text
}
