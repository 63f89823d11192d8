# ---- What mounts it again: fstab, units of systemd, scripts of the boot, maps of autofs ----
emit_fstab() {
  carry_options ''
  if [ ! -f "$fstab" ] || [ -L "$fstab" ]; then
    emit fstab-lines none
    return 0
  fi
  fstab_get count "$fstab" "$mount"
  emit fstab-lines "$value"
  fstab_get field1 "$fstab" "$mount"
  emit fstab-source "$(printf '%.1000s' "$value")"
  fstab_get field3 "$fstab" "$mount"
  emit fstab-type "$(printf '%.100s' "$value")"
  fstab_get field4 "$fstab" "$mount"
  emit fstab-options "$(printf '%.1000s' "$value")"
  carry_options "$value"
}
emit_fstab
emit fstab-carried "$(printf '%.1000s' "$carried")"
emit fstab-left "$(printf '%.1000s' "$left")"

# Each of the next functions prints lines as tell.awk makes them.
other_lines_of_fstab() {
  [ -f "$fstab" ] || return 0
  file=$fstab point=$mount awk '
. ./fstab-others.awk
' <"$fstab"
}

units() {
  set -- "$root/etc/systemd/system" "$root/run/systemd/system" "$root/usr/local/lib/systemd/system" \
    "$root/usr/lib/systemd/system" "$root/lib/systemd/system"
  {
    find "$@" -maxdepth 1 \( -name '*.mount' -o -name '*.automount' -o -name '*.service' \) || :
    find "$@" -mindepth 2 -maxdepth 2 \
      \( -name '*.mount' -o -name '*.automount' -o -name '*.service' -o -path '*.d/*.conf' \) || :
  } 2>/dev/null | point=$mount awk '
. ./units.awk
'
}

scripts() {
  for script in "$root"/etc/rc.local "$root"/etc/rc.d/rc.local "$root"/etc/crontab "$root"/etc/cron.d/* \
    "$root"/var/spool/cron/* "$root"/var/spool/cron/crontabs/*; do
    [ -f "$script" ] || continue
    file=$script awk '
. ./tell.awk
!/^[ \t]*#/ { tell_commands("script", ENVIRON["file"] ":" NR, $0) }
' <"$script"
  done
}

# Where autofs looks for what a name stands for: files, and what else.
map_sources=$(awk '
  sub(/^[ \t]*automount:/, "") {
    sub(/#.*/, "")
    gsub(/\[[^]]*\]/, "")
    $1 = $1
    said = $0
  }
  END { print said }' "$root/etc/nsswitch.conf" 2>/dev/null) || map_sources=
no_files=no
case " ${map_sources:=files} " in *' files '*) ;; *) no_files=yes ;; esac

# The map $1, below point $2, included $3 times.
read_map() {
  case $1 in
    file:/* | file,*:/*) map_file=${1#*:} ;;
    /*) map_file=$1 ;;
    *:* | -* | '') return 1 ;;
    *)
      [ "$no_files" = no ] || return 1
      map_file=${auto_master%/*}/$1
      ;;
  esac
  if [ ! -f "$map_file" ] || [ -x "$map_file" ] || [ "$3" -gt 4 ]; then return 1; fi
  map_lines=$(file=$map_file top=$2 awk '
. ./map.awk
' <"$map_file")
  places=$places$map_lines'
'
  while read -r included; do
    [ -n "$included" ] || continue
    read_map "$included" "$2" $(($3 + 1)) || unread_maps=$unread_maps${unread_maps:+ }+$included
  done <<END
$(printf '%s\n' "$map_lines" | awk -F '\t' '$1 == "include" { print $5 }')
END
}

# The master map $1, included $2 times.
read_master() {
  if [ "$2" -gt 4 ]; then return 0; fi
  while read -r number at map; do
    case $at in
      '') continue ;;
      +dir:*)
        for included in "${at#+dir:}"/*.autofs; do
          if [ -f "$included" ]; then read_master "$included" $(($2 + 1)); fi
        done
        continue
        ;;
      +*)
        # One that includes itself asks the other sources for more.
        included=${at#+}
        included=${included#file:}
        case $included in /*) ;; *) included=${auto_master%/*}/$included ;; esac
        if [ -f "$included" ] && [ "$included" != "$1" ]; then
          read_master "$included" $(($2 + 1))
        elif [ "$map_sources" != files ]; then
          unread_maps="$unread_maps${unread_maps:+ }$at ($map_sources)"
        fi
        continue
        ;;
    esac
    case $mount/ in
      "${at%/}"/*)
        places=$places$(printf 'autofs\t%s\t\t%s\t%s' "$1:$number" "$mount" "$at $map")'
'
        ;;
    esac
    # Hosts are mounted when somebody names them, whatever is done here.
    case $map in -hosts | -null) continue ;; esac
    read_map "$map" "${at%/}" 0 || unread_maps=$unread_maps${unread_maps:+ }$map
  done <<END
$(awk '
. ./whole-lines.awk
{ print start, $1, $2 }' <"$1")
END
}

places=$(
  other_lines_of_fstab
  units
  scripts
)'
'
unread_maps=
if [ -f "$auto_master" ]; then read_master "$auto_master" 0; fi

# The places of $places that are of the source, whatever the name of its server.
places_of_source() {
  printf '%s' "$places" | hosts_only=$1 point=$mount awk '
. ./of-source.awk
'
}

# Another name may be the source's: its addresses tell.
limit=3
while read -r name; do
  case $name in '' | -*) continue ;; esac
  for address in $(bounded getent ahosts "$name" 2>/dev/null | awk '{ print $1 }'); do
    case " $source_names " in *" $address "*) source_names="$source_names $name" ;; esac
  done
done <<END
$(places_of_source yes | head -n 20)
END
limit=20
new_list
while read -r place; do
  [ -z "$place" ] || add "$place"
done <<END
$(places_of_source '')
END
emit_list returns
emit autofs-unread "$(printf '%.500s' "$unread_maps" | tr -c '[:print:]' '?')"
