#!/bin/sh
. ../lib/common.sh

. ../lib/spool.sh

decode Label '{{ Label }}'
label=$value
decode Part '{{ Part }}'
part=$value
. ../lib/decode-run-state.sh

need_path StatePath "$state"
need_run "$run"
name_spool "$run" "$label"

if [ "$part" = remove ]; then
  if [ -d "$spool" ]; then
    rm -f -- "$spool/answer"
    rm -rf -- "$spool"
    emit removed yes
  else
    emit removed absent
  fi
  exit 0
fi

. ../lib/need-listing.sh
case $part in
  index-*)
    first=${part#index-}
    need_number Part "$first" 1 999999999
    sed -n "$first,$((first + $((PARTS_IN_ANSWER)) - 1))p" -- "$spool/index"
    exit 0
    ;;
esac
need_number Part "$part" 1 999999999
file=$spool/part.$part
[ -f "$file" ] || refuse no-part "the listing $label has no part $part"
emit part "$part"
emit bytes "$(stat -c %s -- "$file")"
printf -- '-----BEGIN PART %s-----\n' "$part"
base64 -w $((PART_LINE_CHARACTERS)) -- "$file"
printf -- '-----END PART %s-----\n' "$part"
