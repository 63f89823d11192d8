# begin: spool
# Where this run keeps the listing of a name: $spool.
name_spool() {
  case $2 in
    '' | -* | *[!a-z0-9-]*) refuse bad-parameter 'Label is not a plain name' ;;
  esac
  [ "${#2}" -le 40 ] || refuse bad-parameter 'Label is too long'
  spool=$state/$1/tree-$2
}

# Refuses a $2 that is no whole number between $3 and $4.
need_number() {
  case $2 in
    '' | 0?* | *[!0-9]* | ??????????*) refuse bad-parameter "$1 is not a whole number" ;;
  esac
  if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    refuse bad-parameter "$1 is not between $3 and $4"
  fi
}
# end: spool
