# What the lab's tools share: the mount table, and names written as findmnt -r writes them.
# A row: source fstype options target export, where the last is the folder of $LAB_STATE/exports that is mounted.
set -eu
LC_ALL=C
PATH=$LAB_PATH
export LC_ALL PATH
tool=${0##*/}
table=$LAB_STATE/mounts

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

# $rows, and source, fstype, options and key of the topmost row, of what is mounted at the escaped target $1.
find_rows() {
  rows=0
  row_source='' row_fstype='' row_options='' row_key=''
  while read -r a b c d e; do
    [ "$d" = "$1" ] || continue
    rows=$((rows + 1))
    row_source=$a row_fstype=$b row_options=$c row_key=$e
  done <"$table"
}

# Rewrites the table: standard input becomes it, whole or not at all.
replace_table() {
  cat >"$table.new"
  mv -f -- "$table.new" "$table"
}

# $wanted of the mounts are read-only: prints the real folder of each, one a line, ended by a slash.
read_only_folders() {
  while read -r _ _ options _ key; do
    case ,$options, in
      *,ro,*) (cd -P -- "$LAB_STATE/exports/$key" && pwd -P) ;;
    esac
  done <"$table"
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
        read_spent
        printf '%s %s\n' "$LAB_NOW" "$((spent + pace))" >"$LAB_STATE/spent"
        ;;
    esac
  done <"$LAB_STATE/pace"
}
