# begin: common
set -eu
# The application's user cannot enter the agent's folder, and some tools give up where they cannot come back to it.
cd /
LC_ALL=C
export LC_ALL
PATH="${PATH:+$PATH:}/usr/sbin:/usr/bin:/sbin:/bin"
umask 022

# Only 0, 1 and 3 leave this script: 194 would reboot the server, 137 would read as a timeout.
leave() {
  code=$?
  case $code in 0 | 3) exit "$code" ;; *) exit 1 ;; esac
}
trap leave EXIT

emit() {
  printf '@%s=%s\n' "$1" "$(printf '%s' "$2" | base64 -w 0)"
}

before_refusal() {
  :
}

refuse() {
  before_refusal "$1" "$2"
  emit refusal "$1"
  emit detail "$(printf '%.2000s' "$2")"
  exit 3
}

fail() {
  printf '%.4000s\n' "$1" >&2
  exit 1
}

# Puts parameter $1 (base64 in $2) into $value: any bytes, trailing newlines too. What would not come
# back the same (a NUL, another alphabet, stray bits at the end) is refused.
decode() {
  value=
  [ -n "$2" ] || return 0
  value=$(base64 -d 2>/dev/null <<END && printf .
$2
END
  ) || refuse bad-parameter "$1 is not base64"
  value=${value%.}
  # Four characters for each three bytes. A NUL is a byte that the shell has left out.
  case $2 in
    *[!A-Za-z0-9+/=]*) decoded=-1 ;;
    *[AQgw]==) decoded=$((${#2} / 4 * 3 - 2)) ;;
    *[AEIMQUYcgkosw048]=) decoded=$((${#2} / 4 * 3 - 1)) ;;
    *=) decoded=-1 ;;
    *) decoded=$((${#2} / 4 * 3)) ;;
  esac
  [ "$((${#2} % 4)):${#value}" = "0:$decoded" ] ||
    refuse bad-parameter "$1 is not the base64 of a text without NUL"
}

need_path() {
  case $2 in
    /*) ;;
    *) refuse bad-parameter "$1 is not an absolute path" ;;
  esac
  case $2/ in
    *//* | */./* | */../*) refuse bad-parameter "$1 has an empty, '.' or '..' segment" ;;
  esac
}

# The run's id becomes part of file names.
need_run() {
  case $1 in
    '' | [.-]* | *[!A-Za-z0-9._-]*) refuse bad-parameter 'Run is not a plain id' ;;
  esac
  [ "${#1}" -le 64 ] || refuse bad-parameter 'Run is too long'
}

# Runs a command that a dead NFS server can hang: such a process reacts to SIGKILL alone. Descriptor 9 is
# the lock: it stays with timeout, for as long as the command runs, and not with daemons that mount starts.
limit=20
bounded() {
  timeout -s KILL "$limit" sh -c 'exec "$@" 9>&-' sh "$@"
}

# Runs a command; its text is then in $output, its exit status in $status.
attempt() {
  status=0
  output=$("$@" 2>&1) || status=$?
}

# findmnt -r writes unsafe bytes as \xHH; $value is $1 without that. Its other names are nobody else's.
unescape() {
  unescape_rest=$1
  value=
  while :; do
    case $unescape_rest in
      *\\x[0-9a-f][0-9a-f]*) ;;
      *) break ;;
    esac
    unescape_plain=${unescape_rest%%\\x[0-9a-f][0-9a-f]*}
    unescape_hex=${unescape_rest#"$unescape_plain"??}
    unescape_rest=${unescape_hex#??}
    unescape_hex=${unescape_hex%"$unescape_rest"}
    unescape_byte=$(printf '%b.' "\\0$(printf '%03o' "0x$unescape_hex")")
    value=$value$unescape_plain${unescape_byte%.}
  done
  value=$value$unescape_rest
}

# What is mounted at $1: $mounts (how many, one above the other), $at_source, $at_fstype, $at_options and
# $at_superblock (the options of the file system alone) of the topmost; $at_target and $at_device tell it from others.
# $at_layers: the type of each of them, the topmost last.
# The whole table is read: findmnt that is given a path looks at the path, and hangs with its server.
look() {
  look_in_table "$1"
  [ "$mounts" -eq 0 ] || return 0
  attempt bounded readlink -f -n -- "$1"
  if [ "$status" -eq 0 ] && [ "$output" != "$1" ]; then look_in_table "$output"; fi
}

look_in_table() {
  mounts=0 at_source='' at_fstype='' at_options='' at_superblock='' at_target='' at_device='' at_layers=' '
  read_mount_table
  while read -r raw_target raw_device raw_fstype raw_source raw_options raw_superblock; do
    unescape "$raw_target"
    [ "$value" = "$1" ] || continue
    mounts=$((mounts + 1))
    at_target=$raw_target
    at_device=$raw_device
    at_fstype=$raw_fstype
    at_layers="$at_layers$raw_fstype "
    unescape "$raw_options"
    at_options=$value
    unescape "$raw_superblock"
    at_superblock=$value
    unescape "$raw_source"
    at_source=$value
  done <<END
$output
END
}

# The mount table of this namespace: target, device, type, source, options, options of the file system; raw in $output.
read_mount_table() {
  attempt bounded findmnt -n -r -v -o TARGET,MAJ:MIN,FSTYPE,SOURCE,OPTIONS,FS-OPTIONS
  case $status in
    0) ;;
    137) refuse hung "findmnt did not answer within $limit s" ;;
    *) fail "findmnt: exit status $status: $output" ;;
  esac
}

# The address of the server, of the options $1 of a file system.
address_of() {
  awk '
. ../lib/address.awk
BEGIN { print address_in(ARGV[1]) }' "$1"
}

# Of the file system itself: the flag of one mount closes that mount alone.
is_read_only() {
  case ,$at_superblock, in *,ro,*) return 0 ;; *) return 1 ;; esac
}

# Of the mount or of its file system.
is_flagged() {
  case ,$at_options, in *,ro,*) return 0 ;; *) return 1 ;; esac
}
# end: common
