# ---- Whether the test files can be made: what the application's user could do. Nothing is written ----
test_files='
mount=$1
inside=$(readlink -f -n -- "$mount" && printf .) || { echo unreachable && exit 0; }
inside=${inside%.}
# What is at $1 below the mount, links followed: $is. Its place is $at, and $said begins with its size.
see() {
  at=$(readlink -f -n -- "$mount/$1" && printf .) || at=.
  at=${at%.}
  said=$(stat -L -c "%s %F" -- "$mount/$1" 2>&1) || said="- $said"
  case $said in
    "- "*": No such file or directory" | "- "*": Not a directory") is=missing ;;
    "- "*": Permission denied") is=denied ;;
    "- "*) is=unknown ;;
    *" regular file" | *" regular empty file") is=file ;;
    *" directory") is=folder ;;
    *) is=other ;;
  esac
  case $at/ in / | "$inside"/*) ;; *) is=outside ;; esac
}
copy() {
  see "$2"
  case $is in
    file) if [ -r "$at" ]; then is="readable ${said%% *}"; else is=denied; fi ;;
    folder) is=other ;;
  esac
  echo "$1 $is"
}
folder() {
  see "$2"
  case $is in
    folder) if [ -w "$at" ] && [ -x "$at" ]; then is=writable; else is=denied; fi ;;
    file) is=other ;;
  esac
  echo "$1 $is"
}
copy canary.copy "$2"
folder canary.to "$3"
copy confirmation.copy "$4"
folder confirmation.to "$5"
echo "free $(stat -f -c "%a %S %d %c" -- "$mount/" 2>/dev/null)"'

# Looks at both test files in the mount $2, and says it as $1; nothing where nothing is mounted.
emit_test_files() {
  output=''
  if [ "$mounts" -gt 0 ]; then
    attempt as_user sh -c "$test_files" sh "$2" \
      "$canary_copy" "$canary_folder" "$confirmation_copy" "$confirmation_folder"
    case $status in
      0) ;;
      137) refuse hung "no answer within $limit s" ;;
      *) fail "$output" ;;
    esac
  fi
  emit "$1-test-files" "$output"
}
