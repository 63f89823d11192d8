# What the lab's tools share: the mount table, and names written as findmnt -r writes them.
# A row: source fstype superblock target key device flags id base. superblock and flags are the options of the file system
# and those of the mount alone; key is the folder of $LAB_STATE/exports that is mounted, base the one that the server exports.
set -eu
LC_ALL=C
PATH=$LAB_PATH
export LC_ALL PATH
tool=${0##*/}
table=$LAB_STATE/mounts
# A private namespace has a table of its own. Its mounts lie beside those of the server, at folders that nobody else uses.
if [ -n "${LAB_NAMESPACE-}" ] && [ -f "$LAB_STATE/namespaces/$LAB_NAMESPACE" ]; then
  table=$LAB_STATE/namespaces/$LAB_NAMESPACE
fi

# What a real tool could do and this one does not: never an empty success.
not_modelled() {
  printf 'lab: %s: not modelled: %s\n' "$tool" "$1" >&2
  exit 64
}

# $escaped: $1 with blanks, backslashes and unprintable bytes as \xHH.
escape() {
  case $1 in
    *[!!-~]* | *\\*)
      escaped=$(printf '%s' "$1" | od -An -v -tx1 | tr -s ' ' '\n' | while read -r hex; do
        case $hex in
          '') ;;
          [01]? | 20 | 5c | 7f | [89a-f]?) printf '\\x%s' "$hex" ;;
          *) printf '%b' "\\0$(printf '%o' "0x$hex")" ;;
        esac
      done)
      ;;
    *) escaped=$1 ;;
  esac
}

export_key() {
  name=$1
  while [ "$name" != "${name%/}" ]; do name=${name%/}; done
  key=$(printf '%s' "$name" | sha256sum | cut -c 1-64)
}

# $rows, and what the table says of the topmost row, of what is mounted at the escaped target $1.
find_rows() {
  rows=0
  row_source='' row_fstype='' row_superblock='' row_key='' row_device='' row_flags='' row_id='' row_base=''
  while read -r a b c d e f g h i; do
    [ "$d" = "$1" ] || continue
    rows=$((rows + 1))
    row_source=$a row_fstype=$b row_superblock=$c row_key=$e row_device=$f row_flags=$g row_id=$h row_base=$i
  done <"$table"
}

# $merged: superblock $1 and flags $2 as one list of options: ro where one of them is.
merge_options() {
  access=rw
  case ,$1,$2, in *,ro,*) access=ro ;; esac
  merged=$access
  for list in "$2" "$1"; do
    case $list in *,*) merged=$merged,${list#r[ow],} ;; esac
  done
}

# One change of the mounts at a time, whole or not at all: who kills a tool waits for this lock.
lock_table() {
  exec 8>>"$LAB_STATE/lock"
  flock 8
}

# What a mount point holds itself: moved away behind a mount, and back. Its own mode does not matter to a mount.
move_point() {
  point_mode=$(stat -c %a -- "$1")
  chmod u+rwx -- "$1"
  mkdir -p -- "${2%/*}"
  mv -T -- "$1" "$2"
  chmod "$point_mode" -- "$2"
}

# Whether the lab has opened folder $2, whose mode is $1, for a namespace.
is_entered() {
  [ "$((0$(stat -L -c %a -- "$2")))" -eq "$((0$1 | 0500))" ]
}

# The name below $LAB_STATE/hidden of what the mount point $1 holds itself: beside the others of its folder.
hidden_name() {
  printf '%s/%s' "$(printf '%s' "${1%/*}" | sha256sum | cut -c 1-64)" "${1##*/}"
}

# Rewrites the table: standard input becomes it, whole or not at all.
replace_table() {
  cat >"$table.new"
  mv -f -- "$table.new" "$table"
}

# $wanted of the mounts are read-only: prints the real folder of each, one a line, ended by a slash.
read_only_folders() {
  while read -r _ _ superblock _ key _ flags _; do
    case ,$superblock,$flags, in
      *,ro,*) (cd -P -- "$LAB_STATE/exports/$key" && pwd -P) ;;
    esac
  done <"$table"
}

# ---- Servers that are silent, and who holds a mount ----

# $address of host $1, by the server's hosts.
find_address() {
  address=$1
  [ ! -f "$LAB_SERVER/etc/hosts" ] || address=$(awk -v name="$1" '
    { for (i = 2; i <= NF; i++) if (found == "" && tolower($i) == tolower(name)) found = $1 }
    END { print found == "" ? name : found }' "$LAB_SERVER/etc/hosts")
}

# Whether the server of export $1 is silent.
is_silent() {
  [ -s "$LAB_STATE/silent" ] || return 1
  find_address "${1%%:/*}"
  grep -qxF -e "$address" "$LAB_STATE/silent"
}

# What a call to a silent server does: nothing, until somebody kills it. Under timeout, its time is over at once.
hang() {
  exec 8>&-
  [ -n "${LAB_LIMIT-}" ] || exec sleep 3600
  pass "$((LAB_LIMIT * 1000))"
  kill -KILL $$
}

# Lets so many milliseconds pass for this document.
pass() {
  read_spent
  printf '%s %s\n' "$LAB_NOW" "$((spent + $1))" >"$LAB_STATE/spent"
}

# A line for each program of this server that has something in the folder of mount $1 (a key): its number, what it has
# there as fuser says it, its user and its name.
find_users() {
  [ -f "$LAB_STATE/programs" ] || return 0
  # shellcheck disable=SC2046 # numbers
  set -- "$(cd -P -- "$LAB_STATE/exports/$1" && pwd -P)" \
    $(grep -slzxF -e "LAB_SERVER=$LAB_SERVER" /proc/[0-9]*/environ | cut -d / -f 3)
  users_folder=$1
  shift
  for process in "$@"; do
    held=$(find "/proc/$process/fd" "/proc/$process/cwd" "/proc/$process/root" "/proc/$process/exe" -maxdepth 1 \
      -type l -printf '%p %l\n' 2>/dev/null | folder=$users_folder awk '
        { at = index($0, " "); path = substr($0, at + 1) }
        path == ENVIRON["folder"] || index(path, ENVIRON["folder"] "/") == 1 { print substr($0, 1, at - 1) }')
    mapped=.
    if grep -qF -e " $users_folder/" "/proc/$process/maps" 2>/dev/null; then mapped=m; fi
    [ -n "$held" ] || [ "$mapped" = m ] || continue
    opened=. rooted=. works=. runs=.
    for link in $held; do
      case ${link##*/} in
        cwd) works=c ;;
        exe) runs=e mapped=. ;;
        root) rooted=r ;;
        *)
          [ "$opened" = F ] || opened=f
          flags=$(sed -n 's/^flags:[[:blank:]]*//p' "/proc/$process/fdinfo/${link##*/}" 2>/dev/null) || continue
          case $flags in *[12]) opened=F ;; esac
          ;;
      esac
    done
    user=$(tr '\0' '\n' <"/proc/$process/environ" 2>/dev/null | sed -n 's/^LAB_USER=//p') || continue
    name=$(cat "/proc/$process/comm" 2>/dev/null) || continue
    printf '%s %s %s %s\n' "$process" "$opened$rooted$works$runs$mapped" "${user:-root}" "$name"
  done
}

# $quoted: $1 as getfacl and getfattr write it: a backslash, newline or carriage return as \NNN.
quote() {
  quoted=$(printf '%s' "$1" | awk '
    { gsub(/\\/, "\\134"); gsub(/\r/, "\\015"); printf "%s%s", (NR > 1 ? "\\012" : ""), $0 }')
}

# Whether the scenario has given a $1 (acl or attribute) to file $2.
is_special() {
  [ -s "$LAB_STATE/special-files" ] || return 1
  escape "$2"
  grep -qxF -e "$1 $escaped" "$LAB_STATE/special-files"
}

# The milliseconds that this document's operations have taken so far: $spent. A document begins at $LAB_NOW.
read_spent() {
  spent=0
  [ -f "$LAB_STATE/spent" ] || return 0
  read -r spent_since spent_so_far <"$LAB_STATE/spent"
  [ "$spent_since" != "$LAB_NOW" ] || spent=$spent_so_far
}

# The lab's time in milliseconds: $now.
read_now() {
  read_spent
  fraction=000
  case $LAB_NOW in *.*) fraction=$(printf '%.3s' "${LAB_NOW#*.}00") ;; esac
  # A digit before it, or it would be read as octal.
  now=$((${LAB_NOW%%.*} * 1000 + 1$fraction - 1000 + spent))
}

# An operation on file $1 takes the time that the lab gives to its mount.
spend() {
  case $1 in */*) spend_real=$(cd -P -- "${1%/*}/" 2>/dev/null && pwd -P) || return 0 ;; *) return 0 ;; esac
  while read -r pace_key pace; do
    pace_folder=$(cd -P -- "$LAB_STATE/exports/$pace_key" && pwd -P)
    case $spend_real/ in
      "$pace_folder"/*)
        pass "$pace"
        ;;
    esac
  done <"$LAB_STATE/pace"
}
