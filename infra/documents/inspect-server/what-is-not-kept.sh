# ---- What S3 and the gateway do not keep: ACLs, attributes of users, locks; and who is there ----
# Asks tool $1 about the names $3 and so on, by $2 at once; after each answer it says how many names that were.
ask_about='
tool=$1 at_once=$2
shift 2
echo "of $#"
ask() {
  case $tool in
    getfacl) getfacl -s -p -n -- "$@" ;;
    getfattr) getfattr -h --absolute-names -- "$@" ;;
    nfs4_getfacl)
      [ $# -gt 1 ] || printf "# file: %s\n" "$1"
      nfs4_getfacl "$@"
      ;;
  esac
  echo "asked $#"
}
while [ $# -gt 0 ]; do
  if [ "$at_once" -eq 1 ]; then
    ask "$1"
    shift
  else
    ask "$1" ${2+"$2"} ${3+"$3"} ${4+"$4"} ${5+"$5"} ${6+"$6"} ${7+"$7"} ${8+"$8"} ${9+"$9"} ${10+"${10}"}
    if [ $# -gt 10 ]; then shift 10; else shift $#; fi
  fi
done'

# What the tools have said, counted. A file without any is not named; what is not supported has none.
count_answers='
$1 == "of" && NF == 2 { of += $2; next }
$1 == "asked" && NF == 2 { asked += $2; next }
/^# file: / { name = substr($0, 9); found = 0; next }
/^#/ || /^$/ || /not supported/ { next }
/^(getfacl|getfattr): / || /^Failed / || /^Invalid filename/ || /^Attribute not found/ { failed++; next }
tool == "nfs4_getfacl" {
  if (split($0, ace, ":") < 4 || ace[3] ~ /^(OWNER|GROUP|EVERYONE)@$/) next
}
name != "" && !found {
  found = 1
  has++
  if (has == 1) first = substr(name, 1, 200)
}
END {
  none = asked - has - failed
  printf "seen %d %d %d %d %d %s", has, none < 0 ? 0 : none, failed, of, limit, first
}'

# Asks tool $2 about the first fifty files and folders of the source, as the application's user, and says it as $1: how
# many have something, how many have not, how many could not be read, how many names there are, after how many seconds
# nobody waited any more, and the first that has something.
survey() {
  if ! command -v "$2" >/dev/null 2>&1; then
    emit "$1" "no-tool $2"
    return 0
  fi
  at_once=10
  # Older ones take one name.
  if [ "$2" = nfs4_getfacl ] && ! nfs4_getfacl -h 2>&1 | grep -q 'file \.\.\.'; then at_once=1; fi
  attempt as_user sh -c '
    find -H "$1" -xdev \( -type f -o -type d \) -print0 2>/dev/null | head -z -n 50 |
      xargs -0 -r sh -c "$2" sh "$3" "$4"' sh "$mount" "$ask_about" "$2" "$at_once"
  emit "$1" "$(printf '%s\n' "$output" | awk -v tool="$2" -v limit="$limit" "$count_answers" | tr -c '[:print:]' '?')"
}

if [ -n "$at_device" ]; then
  limit=40
  case $at_fstype in
    nfs4) survey acls nfs4_getfacl ;;
    *) survey acls getfacl ;;
  esac
  survey attributes getfattr
  limit=20

  new_list
  locks_known=no
  device_hex=$(printf '%02x:%02x:' "${at_device%:*}" "${at_device#*:}")
  if locks=$(awk -v device="$device_hex" '
    / (POSIX|FLOCK|OFDLCK) / {
      for (i = 1; i <= NF; i++) if (index($i, device) == 1) print $(i - 4), $(i - 2), "by process", $(i - 1)
    }' <"$proc/locks" 2>/dev/null); then
    locks_known=yes
    while read -r line; do
      [ -z "$line" ] || add "$line"
    done <<END
$locks
END
  fi
  emit locks-known "$locks_known"
  emit_list locks

  users_known=no
  if command -v fuser >/dev/null 2>&1; then users_known=yes; fi
  find_holders
  [ "$status" -ne 137 ] || users_known=no
  emit users-known "$users_known"
  emit users "$holders"
fi
