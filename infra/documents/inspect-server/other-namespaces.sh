# ---- Who has the source in a mount namespace of its own: containers, pods, services ----
mountinfo_awk='
. ../lib/unescape-octal.awk
BEGIN {
  n = split(ENVIRON["groups"], list, " ")
  for (i = 1; i <= n; i++) ours[list[i]] = 1
  base = ENVIRON["export_base"]
}
{
  tags[$1] = ""
  for (i = 7; i <= NF && $i != "-"; i++) tags[$1] = tags[$1] " " $i
  source = plain($(i + 2))
  sub(/\/+$/, "", source)
  if ($3 == ENVIRON["device"] || source == base || index(source, base "/") == 1) {
    found++
    parent[found] = $2
    at[found] = $5
  }
}
END {
  for (k = 1; k <= found; k++) {
    word = "stays"
    n = split(tags[parent[k]], list, " ")
    for (i = 1; i <= n; i++) {
      split(list[i], tag, ":")
      if ((tag[1] == "shared" || tag[1] == "master") && (tag[2] in ours)) word = "follows"
    }
    print word, at[k]
  }
}'

new_list
follows=0 unread=0 namespaces=0
ours=$(readlink -- "$proc/self/ns/mnt") || ours=
# An unmount of the server reaches the namespaces that listen to one of these groups.
groups_of_ours=$(awk '{ for (i = 7; i <= NF && $i != "-"; i++) if (sub(/^shared:/, "", $i)) printf "%s ", $i }' \
  <"$proc/self/mountinfo") || ours=
# A line for each other namespace: some of its processes, since one may end at any moment.
others=$(find "$proc"/[0-9]*/ns/mnt -maxdepth 0 -printf '%h %l\n' 2>/dev/null | awk -v ours="$ours" '
  $NF ~ /^mnt:/ && $NF != ours && count[$NF]++ < 5 {
    namespace = $NF
    sub(/\/ns [^ ]*$/, "")
    sub(/.*\//, "")
    pids[namespace] = pids[namespace] " " $0
  }
  END { for (namespace in pids) print pids[namespace] }') || ours=
read_namespace() {
  for pid in "$@"; do
    seen=$(device=$device export_base=$export_base groups=$groups_of_ours \
      awk "$mountinfo_awk" 2>/dev/null <"$proc/$pid/mountinfo") && return 0
  done 2>/dev/null
  # Where all of them have ended, there is nobody left.
  for pid in "$@"; do
    if readlink -- "$proc/$pid/ns/mnt" >/dev/null 2>&1; then return 1; fi
  done
  seen=
}
while read -r pids; do
  [ -n "$pids" ] || continue
  namespaces=$((namespaces + 1))
  [ "$namespaces" -le 500 ] || continue
  # shellcheck disable=SC2086 # numbers
  if ! read_namespace $pids; then
    unread=$((unread + 1))
    continue
  fi
  while read -r word where; do
    case $word in
      stays) add "$where in process $pid, $(head -c 60 "$proc/$pid/comm" 2>/dev/null)" ;;
      follows) follows=$((follows + 1)) ;;
    esac
  done <<END
$seen
END
done <<END
$others
END
[ "$namespaces" -le 500 ] || unread=$((unread + namespaces - 500))
[ -n "$ours" ] || unread=all
emit_list namespaces-stay
emit namespaces-follow "$follows"
emit namespaces-unread "$unread"
