decode HealthUnits '{{ HealthUnits }}'
health_units=$value
decode HealthUrl '{{ HealthUrl }}'
health_url=$value
decode HealthPort '{{ HealthPort }}'
health_port=$value
need_units HealthUnits "$health_units"
need_digits HealthPort "$health_port"
case $health_url in *[![:graph:]]*) refuse bad-parameter 'HealthUrl has a blank or a control character' ;; esac
# Of this server alone: a URL could else make it ask whatever it reaches.
if [ -n "$health_url" ] && ! printf '%s\n' "$health_url" |
  grep -qxE 'https?://(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?(/.*)?'; then
  refuse bad-parameter 'HealthUrl is not a URL of localhost'
fi

note_check() {
  health="$health${health:+$newline}$1: $2"
  [ "$2" = ok ] || sick=yes
}

# One line a check in $health; whether one of them fails in $sick.
check_health() {
  health='' sick=no
  for unit in $health_units; do
    read_unit "$unit"
    case $unit_active in active) note_check "$unit" ok ;; *) note_check "$unit" "${unit_active:-unknown}" ;; esac
  done
  if [ -n "$health_url" ]; then
    # A certificate is of the name that others use, so that none fits this one.
    attempt bounded curl -q -sS -o /dev/null -w '%{http_code}' --globoff --insecure --noproxy '*' --proto =http,https \
      --max-time 5 -- "$health_url"
    case $status:$output in
      0:[23]??) note_check "$health_url" ok ;;
      0:*) note_check "$health_url" "answers $output" ;;
      *) note_check "$health_url" "no answer: $(printf '%.200s' "$output")" ;;
    esac
  fi
  if [ -n "$health_port" ]; then
    # proc_net(5): 0A is LISTEN, and the port stands in the second column.
    if cat "$proc/net/tcp" "$proc/net/tcp6" 2>/dev/null |
      port=$(printf ':%04X' "$health_port") awk '
        $4 == "0A" && substr($2, length($2) - 4) == ENVIRON["port"] { found = 1 }
        END { exit !found }'; then
      note_check "port $health_port" ok
    else
      note_check "port $health_port" 'nobody listens'
    fi
  fi
}
