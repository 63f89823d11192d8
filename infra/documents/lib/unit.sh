# begin: unit
newline='
'

# Refuses $2, names of units with blanks between them, where one is not an application's own: what carries the server or
# this product is never stopped.
need_units() {
  case $2 in *[!A-Za-z0-9:_.@\ -]*) refuse bad-parameter "$1 is not a list of plain names of units" ;; esac
  for unit in $2; do
    case $unit in
      $((ESSENTIAL_UNITS)))
        refuse essential-unit "$unit is not the application's own: the server or this product needs it"
        ;;
      [.@-]* | *@.*) ;;
      *.service | *.socket | *.timer | *.path) [ "${#unit}" -gt 200 ] || continue ;;
    esac
    refuse bad-parameter "$1 has what is not the name of a service, socket, timer or path: $unit"
  done
}

# What systemd says of units $1. In $table a line for each: its own name, LoadState, ActiveState, whether it is up or about
# to be, the state of its file, ConditionResult. A job that ends by itself is never up: what has started it starts it again.
# $triggers can start them; $followers are stopped with them.
read_units() {
  table='' triggers='' followers=''
  case $1 in *[!\ ]*) ;; *) return 0 ;; esac
  # shellcheck disable=SC2086 # names of units have no blanks
  attempt bounded systemctl show \
    -p Id,LoadState,ActiveState,Type,UnitFileState,ConditionResult,TriggeredBy,RequiredBy,BoundBy,ConsistsOf -- $1
  [ "$status" -eq 0 ] || refuse no-systemd "systemctl show $1: ${output:-exit status $status}"
  triggers=$(printf '%s\n' "$output" | sed -n 's/^TriggeredBy=//p' | tr '\n' ' ')
  followers=$(printf '%s\n' "$output" | sed -nE 's/^(RequiredBy|BoundBy|ConsistsOf)=//p' | tr '\n' ' ')
  table=$(printf '%s\n\n' "$output" | awk '
    /=/ { at = index($0, "="); is[substr($0, 1, at - 1)] = substr($0, at + 1) }
    /^$/ && is["Id"] != "" && !seen[is["Id"]]++ {
      up = is["ActiveState"] ~ /^(active|activating|reloading|refreshing)$/ ? "yes" : "no"
      if (is["ActiveState"] is["Type"] == "activatingoneshot") up = "no"
      if (is["UnitFileState"] == "") is["UnitFileState"] = "none"
      print is["Id"], is["LoadState"], is["ActiveState"], up, is["UnitFileState"], is["ConditionResult"]
    }
    /^$/ { split("", is) }')
}

# The names of those units of $table for which $1 (of awk) is so.
names_of() {
  printf '%s\n' "$table" | awk "$1"' { print $1 }' | tr '\n' ' '
}

# The same, each with its state, for people.
states_of() {
  printf '%s\n' "$table" | awk "$1"' { printf "%s%s (%s)", between, $1, $3; between = ", " }'
}
# end: unit
