decode HealthUnits '{{ HealthUnits }}'
health_units=$value
decode HealthUrl '{{ HealthUrl }}'
health_url=$value
decode HealthPort '{{ HealthPort }}'
health_port=$value
need_units HealthUnits "$health_units"
need_digits HealthPort "$health_port"
case $health_url in *[![:graph:]]*) refuse bad-parameter 'HealthUrl has a blank or a control character' ;; esac
# Of this server alone: with another URL it could be made to ask whatever it reaches.
if [ -n "$health_url" ] && ! printf '%s\n' "$health_url" |
  grep -qxE 'https?://(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?(/.*)?'; then
  refuse bad-parameter 'HealthUrl is not a URL of localhost'
fi

# What check $1 has found, $2: one line in $health; in $sick, too, where it is not ok.
note_check() {
  health="$health${health:+$newline}$1: $2"
  [ "$2" = ok ] || sick="$sick${sick:+$newline}$1: $2"
}

check_health() {
  health='' sick=''
  read_units "$health_units"
  off=$(states_of 'NF && $3 != "active"')
  [ -z "$health_units" ] || note_check "units $health_units" "${off:-ok}"
  if [ -n "$health_url" ]; then
    # A certificate is of the name that others use, so that none fits this one.
    attempt bounded curl -q -sS -o /dev/null -w '%{http_code}' --globoff --insecure --noproxy '*' --proto =http,https \
      --max-time 5 -- "$health_url"
    case $status:$output in
      0:[23]??) note_check "$health_url" ok ;;
      *) note_check "$health_url" "exit status $status of curl, answer $(printf '%.200s' "$output")" ;;
    esac
  fi
  if [ -n "$health_port" ]; then
    # proc_net(5): 0A is LISTEN, and the port stands at the end of the second column.
    listens=$(cat "$proc/net/tcp" "$proc/net/tcp6" 2>/dev/null | awk '$4 == "0A" { sub(/.*:/, "", $2); print $2 }') || :
    case $newline$listens$newline in
      *"$newline$(printf %04X "$health_port")$newline"*) note_check "port $health_port" ok ;;
      *) note_check "port $health_port" 'nobody listens' ;;
    esac
  fi
}
