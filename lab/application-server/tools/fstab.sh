# The line of fstab for a mount point, as libmount reads it.

# $fstab_source, $fstab_point, $fstab_type and $fstab_options of the line for $1; 1 where there is none.
find_fstab_line() {
  found_line=$(point=${1%/} awk '
    function plain(text,   out) {
      out = ""
      while (match(text, /\\[0-7][0-7][0-7]/)) {
        out = out substr(text, 1, RSTART - 1) sprintf("%c", \
          64 * substr(text, RSTART + 1, 1) + 8 * substr(text, RSTART + 2, 1) + substr(text, RSTART + 3, 1))
        text = substr(text, RSTART + 4)
      }
      return out text
    }
    { sub(/\r$/, "") }
    /^[ \t]*#/ || NF < 3 { next }
    {
      at = plain($2)
      sub(/\/+$/, "", at)
      if (at != ENVIRON["point"]) next
      printf "%s\n%s\n%s\n%s\n", plain($1), at, $3, (NF > 3 ? $4 : "defaults")
      exit
    }' "$LAB_SERVER/etc/fstab")
  [ -n "$found_line" ] || return 1
  {
    IFS= read -r fstab_source
    IFS= read -r fstab_point
    IFS= read -r fstab_type
    IFS= read -r fstab_options
  } <<END
$found_line
END
}
