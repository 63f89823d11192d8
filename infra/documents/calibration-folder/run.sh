#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/test-file.sh

. ../lib/write-state.sh

. ../lib/fence.sh

. ../lib/decode-mount-target.sh
decode Ensure '{{ Ensure }}'
ensure=$value
. ../lib/decode-user-group.sh
. ../lib/decode-run-state.sh

. ../lib/need-mount-state-run.sh
need_relative Target "$target"
case $ensure in present | absent) ;; *) refuse bad-parameter 'Ensure is neither present nor absent' ;; esac
need_user
fence_way=forward
[ "$ensure" = present ] || fence_way=back
enter_fence
. ../lib/need-mounted.sh

name_state
need_inside "$folder"
top=$mount/$target
text="nfs-cutover calibration of run $run"
wanted=$(printf '%s\n' "$text" | sha256sum | cut -c 1-64)
# A gateway shows a symbolic link as a file that holds the link's target.
link_sum=$(printf file | sha256sum | cut -c 1-64)

# Refuses with $2 unless $1 is missing or a file of this run.
need_own_file() {
  look_at "$top/$1"
  case $kind in
    missing) return 0 ;;
    file) ;;
    denied) refuse denied "$output" ;;
    *) refuse "$2" "$1 is not a regular file: $kind" ;;
  esac
  hash_of "$top/$1"
  [ "$sum" = "$wanted" ] || refuse "$2" "$1 has another content"
}

# The file appears whole or not at all: a killed run leaves a partial that the next one writes anew.
put_file() {
  need_own_file "$1" target-exists
  [ "$kind" = missing ] || return 0
  as_user_write rm -f -- "$top/.partial"
  as_user_write sh -c 'printf "%s\n" "$2" >"$1"' sh "$top/.partial" "$text"
  as_user_write mv -f -T -- "$top/.partial" "$top/$1"
}

# Gives $1 the mode $2 and the time $3 unless it has them: a new ctime would make it newer than the transfer. NFSv3 has
# no time before 1970: its client makes 1970 of it.
dress() {
  attempt as_user stat -c '%a %.9Y' -- "$top$1"
  [ "$status" -eq 0 ] || fail "$output"
  case $3/$output in "$3/$2 $3" | -*"/$2 0.000000000") return 0 ;; esac
  look_at "$top$1"
  [ "$kind" = link ] || as_user_write chmod "$2" -- "$top$1"
  as_user_write touch -h -m -d "@$3" -- "$top$1"
}

# Adds what $1 is to $entries: kind, mode, uid, gid, size, time, links, name.
describe() {
  look_at "$top$1"
  [ "$kind" != missing ] || return 0
  what=$kind
  attempt as_user stat -c '%a %u %g %s %.9Y %h' -- "$top$1"
  [ "$status" -eq 0 ] || fail "$output"
  entries="$entries$what $output ${1:-/}
"
}

make() {
  . ../lib/need-target-folder.sh
  look_at "$top"
  read_marker
  created=found
  if [ "$kind" = missing ]; then
    created=yes
    write_marker
    attempt as_user mkdir -- "$top"
    if [ "$status" -ne 0 ]; then
      rm -f -- "$marker"
      write_failed
    fi
  else
    [ "$kind" = folder ] || refuse target-exists "the folder is there already, as something else: $kind"
    [ "$made" = "$wanted" ] || refuse target-exists 'the folder is there already, and this run has not made it'
  fi
  put_file file
  put_file old
  put_file hard-1
  # Not every file system has links; what the source cannot have is not looked for elsewhere.
  look_at "$top/hard-2"
  [ "$kind" != missing ] || attempt as_user ln -T -- "$top/hard-1" "$top/hard-2"
  look_at "$top/link"
  [ "$kind" != missing ] || attempt as_user ln -s -T -- file "$top/link"
  look_at "$top/sticky"
  [ "$kind" != missing ] || as_user_write mkdir -- "$top/sticky"
  dress /file 640 1500000000.123456789
  dress /old 640 -1.500000000
  dress /hard-1 644 1500000001.987654321
  look_at "$top/link"
  [ "$kind" = missing ] || dress /link 777 1500000002.192837465
  dress /sticky 1775 1500000003.918273645
  dress '' 2775 1500000004.135792468
  entries=
  for name in '' /file /old /hard-1 /hard-2 /link /sticky; do describe "$name"; done
  emit created "$created"
  emit entries "$entries"
  emit sha256 "$wanted"
  exit 0
}

remove() {
  look_at "$top"
  read_marker
  if [ "$kind" = missing ]; then
    . ../lib/end-removed-absent.sh
  fi
  [ "$kind" != denied ] || refuse denied "$output"
  [ "$made" = "$wanted" ] || refuse not-ours 'this run has not made the folder'
  [ "$kind" = folder ] || refuse differs "the target is not a folder: $kind"
  # All of it is looked at before anything goes.
  attempt as_user ls -A -- "$top"
  [ "$status" -eq 0 ] || write_failed
  while read -r name; do
    case $name in
      '' | .partial | file | old | hard-1 | hard-2 | link | sticky) ;;
      *) refuse differs "this run has not made $name" ;;
    esac
  done <<EOF
$output
EOF
  for name in file old hard-1 hard-2; do need_own_file "$name" differs; done
  look_at "$top/link"
  case $kind in
    missing) ;;
    link)
      attempt as_user readlink -n -- "$top/link"
      [ "$output" = file ] || refuse differs "link leads to $output"
      ;;
    file)
      hash_of "$top/link"
      [ "$sum" = "$link_sum" ] || refuse differs 'link has another content'
      ;;
    *) refuse differs "link is neither a link nor a file: $kind" ;;
  esac
  for name in .partial file old hard-1 hard-2 link; do as_user_write rm -f -- "$top/$name"; done
  look_at "$top/sticky"
  [ "$kind" = missing ] || as_user_write rmdir -- "$top/sticky"
  as_user_write rmdir -- "$top"
  look_at "$top"
  [ "$kind" = missing ] || fail 'the folder is still there after its removal'
  emit removed yes
  exit 0
}

case $ensure in
  present) make ;;
  absent) remove ;;
esac
