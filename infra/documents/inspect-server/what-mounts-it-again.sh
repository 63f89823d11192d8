# ---- What mounts it again: fstab, units of systemd, maps of autofs ----
emit_fstab() {
  if [ ! -f "$fstab" ] || [ -L "$fstab" ]; then
    emit fstab-lines none
    return 0
  fi
  fstab_get count "$fstab" "$mount"
  emit fstab-lines "$value"
  fstab_get field1 "$fstab" "$mount"
  emit fstab-source "$(printf '%.1000s' "$value")"
  fstab_get field4 "$fstab" "$mount"
  emit fstab-options "$(printf '%.1000s' "$value")"
}
emit_fstab

# Whether export $1 is the source's, by any name of its server, or holds it, or is a folder of it.
is_of_source() {
  awk '
. ../lib/same-source.awk
BEGIN {
  know_source()
  exit !same_source(ARGV[1], "")
}' "$1"
}

unit_value() {
  value=$(sed -n "s/^[[:blank:]]*$2[[:blank:]]*=[[:blank:]]*//p" "$1" | tail -n 1)
}
new_list
for unit in "$units"/*.mount "$units"/*.automount; do
  [ -f "$unit" ] || continue
  unit_value "$unit" Where
  where=$value
  unit_value "$unit" What
  if [ "${where%/}" = "$mount" ] || is_of_source "$value"; then add "${unit##*/}"; fi
done
emit_list units

# Lines of map $1 that name the source's export, or its mount point.
read_map() {
  case $1 in
    *:*) map_file=${1#*:} ;;
    *) map_file=$1 ;;
  esac
  case $1 in
    file:* | file,*:* | /*) ;;
    *:* | -*) return 1 ;;
    *) map_file=${auto_master%/*}/$1 ;;
  esac
  if [ ! -f "$map_file" ] || [ -x "$map_file" ]; then return 1; fi
  # Blanks of a name stand between quotes there, or behind backslashes.
  named=$(map_base=$export_base map_point=$mount awk '
    function unquoted(text) {
      gsub(/["\\\\]/, "", text)
      return text
    }
    BEGIN {
      base = unquoted(ENVIRON["map_base"])
      point = unquoted(ENVIRON["map_point"])
    }
    /^[ \t]*#/ { next }
    {
      text = " " unquoted($0) " "
      sub(/^[ \t]+/, " ", text)
      found = index(text, " " point " ") == 1 || index(text, " " point "/ ") == 1
      for (at = 1; !found && (more = index(substr(text, at), base)) > 0; at += more) {
        before = substr(text, at + more - 2, 1)
        after = substr(text, at + more - 1 + length(base), 1)
        found = before ~ /[ \t]/ && after ~ /[ \t\/]/
      }
      if (found) print
    }' <"$map_file")
  while read -r line; do
    [ -z "$line" ] || add "$map_file: $line"
  done <<END
$named
END
}

# The lines of an auto.master, one file after the other; $1 says how deep it is included.
read_master() {
  while read -r point map _ || [ -n "$point" ]; do
    case $point in
      '' | '#'*) continue ;;
      +dir:*)
        for included in "${point#+dir:}"/*.autofs; do
          if [ "$1" -eq 0 ] && [ -f "$included" ]; then read_master 1 "$included"; fi
        done
        continue
        ;;
      +*)
        unread_maps=$unread_maps${unread_maps:+ }$point
        continue
        ;;
    esac
    case $mount/ in
      "${point%/}"/*) add "$2: $point $map" ;;
    esac
    # Hosts are mounted when somebody names them, whatever is done here.
    [ "$map" != -hosts ] || continue
    read_map "$map" || unread_maps=$unread_maps${unread_maps:+ }$map
  done <"$2"
}
new_list
unread_maps=
if [ -f "$auto_master" ]; then read_master 0 "$auto_master"; fi
emit_list autofs
emit autofs-unread "$(printf '%.500s' "$unread_maps" | tr -c '[:print:]' '?')"
