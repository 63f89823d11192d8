# begin: source-mounts
# Lists are told by their first lines and their length: an answer of Systems Manager holds 24,000 characters.
new_list() {
  list='' list_count=0
}

add() {
  list_count=$((list_count + 1))
  [ "$list_count" -le 8 ] || return 0
  list=$list${list:+
}$(printf '%.200s' "$(printf '%s' "$1" | tr -c '[:print:]' '?')")
}

emit_list() {
  emit "$1" "$list"
  emit "$1-count" "$list_count"
}

# The server of export $1, mounted with options $2: $source_names, its name and its addresses; $source_path.
name_source() {
  source_path=/${1#*:/}
  host=${1%%:/*}
  host=${host#[}
  host=${host%]}
  source_names=$host
  for name in $(bounded getent ahosts "$host" 2>/dev/null | awk '{ print $1 }') \
    $(address_of "$2"); do
    source_names="$source_names $name"
  done
  export source_names source_path
}

# Reads the mount table (raw, as read_mount_table has it in $output): a line for each mount of the source or of its
# file system $1, but that at the raw target $2: kind (shared or again), ro or rw, then target, type and source, raw.
others_of_source() {
  printf '%s\n' "$output" | device=$1 own=$2 awk '
. ../lib/same-source.awk
. ../lib/unescape-hex.awk
BEGIN { know_source() }
{
  access = ("," $6 ",") ~ /,ro,/ ? "ro" : "rw"
  if ($1 == ENVIRON["own"]) next
  if (ENVIRON["device"] != "" && $2 == ENVIRON["device"]) kind = "shared"
  else if (same_source(unhex($4), unhex($6))) kind = "again"
  else next
  print kind, access, $1, $3, $4
}'
}

# Reads the mount table as it is in $output: raw target and source of each mount of autofs at $mount or above it.
autofs_around() {
  printf '%s\n' "$output" | point=$mount/ awk '
. ../lib/unescape-hex.awk
$3 == "autofs" {
  at = unhex($1)
  sub(/\/+$/, "", at)
  if (index(ENVIRON["point"], at "/") == 1) print $1, $4
}'
}

# ---- Who has the source in a mount namespace of its own: containers, pods, services ----
namespace_awk='
. ../lib/unescape-octal.awk
. ../lib/same-source.awk
BEGIN {
  n = split(ENVIRON["groups"], list, " ")
  for (i = 1; i <= n; i++) ours[list[i]] = 1
  know_source()
}
{
  tags[$1] = ""
  for (i = 7; i <= NF && $i != "-"; i++) tags[$1] = tags[$1] " " $i
  # A file system of its own that is read-only writes nothing: a listing of ours may still run there.
  again = ("," $(i + 3) ",") !~ /,ro,/ && same_source(plain($(i + 2)), plain($(i + 3)))
  if ($3 == ENVIRON["device"] || again) {
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

read_namespace() {
  for pid in "$@"; do
    seen=$(device=$at_device groups=$groups_of_ours awk "$namespace_awk" 2>/dev/null <"$proc/$pid/mountinfo") && return 0
  done 2>/dev/null
  # Where all of them have ended, there is nobody left.
  for pid in "$@"; do
    if readlink -- "$proc/$pid/ns/mnt" >/dev/null 2>&1; then return 1; fi
  done
  seen=
}

# Adds to the list each mount of the source, last looked at, in another mount namespace that this server's changes do
# not reach; counts those that they reach in $follows, and the namespaces that could not be read in $unread.
add_namespaces() {
  follows=0 unread=0 namespaces=0
  ours=$(readlink -- "$proc/self/ns/mnt") || ours=
  # An unmount of the server reaches the namespaces that listen to one of these groups.
  groups_of_ours=$(awk '{ for (i = 7; i <= NF && $i != "-"; i++) if (sub(/^shared:/, "", $i)) printf "%s ", $i }' \
    <"$proc/self/mountinfo") || ours=
  # A line for each other namespace: some of its processes, since one may end at any moment.
  namespace_pids=$(find "$proc"/[0-9]*/ns/mnt -maxdepth 0 -printf '%h %l\n' 2>/dev/null | awk -v ours="$ours" '
    $NF ~ /^mnt:/ && $NF != ours && count[$NF]++ < 5 {
      namespace = $NF
      sub(/\/ns [^ ]*$/, "")
      sub(/.*\//, "")
      pids[namespace] = pids[namespace] " " $0
    }
    END { for (namespace in pids) print pids[namespace] }') || ours=
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
$namespace_pids
END
  [ "$namespaces" -le 500 ] || unread=$((unread + namespaces - 500))
  [ -n "$ours" ] || unread=all
}

# Refuses where somebody else on this server could write to the source, or would keep it, last looked at.
refuse_others() {
  name_source "$at_source" "$at_superblock"
  read_mount_table
  on_demand=$(autofs_around)
  [ -z "$on_demand" ] ||
    refuse on-demand "autofs mounts $mount on demand, and would mount the old server again: $on_demand"
  new_list
  while read -r kind access target _ origin; do
    case $kind:$access in
      shared:* | again:rw)
        unescape "$target"
        target=$value
        unescape "$origin"
        add "$target ($value, $access)"
        ;;
    esac
  done <<END
$(others_of_source "$at_device" "$at_target")
END
  add_namespaces
  [ "$list_count" -gt 0 ] || return 0
  emit options "$at_options"
  emit shared "$list"
  refuse shared-mount "the source is mounted elsewhere on this server, too ($list_count): $list"
}
# end: source-mounts
