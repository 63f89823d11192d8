# Takes the batches in their order, each as soon as it is done: their pieces become parts, as a gzip file may
# have several members. All rows are read once more for their digest and for what they are. A turn without a
# batch means that the workers are gone.
pack() {
  parts=0 size=0 rows=0 total=0
  exec 7>"$work/all" 6>"$work/kinds"
  for batch in "$work"/batch.????; do
    [ -f "$batch" ] || break
    while [ ! -e "$batch.done" ]; do
      read -r _ <&5 || return 1
    done
    [ ! -e "$work/stopped" ] || return 1
    for piece in "$batch".piece.?????; do
      [ ! -f "$piece" ] || pack_piece "$piece"
    done
  done
  end_part
  printf '%s %s\n' "$parts" "$total" >"$work/packed"
}

pack_piece() {
  bytes=$(stat -c %s -- "$1")
  if [ "$parts" -eq 0 ] || [ "$((size + bytes))" -gt "$part_bytes" ]; then
    end_part
    parts=$((parts + 1)) size=0 rows=0
  fi
  cat -- "$1" >>"$work/part.$parts"
  size=$((size + bytes))
  rows=$((rows + $(gzip -dc -- "$1" | tee /dev/fd/7 /dev/fd/6 | tr -dc '\0' | wc -c)))
  rm -f -- "$1"
}

end_part() {
  [ "$parts" -gt 0 ] || return 0
  total=$((total + rows))
  sum=$(sha256sum <"$work/part.$parts" | cut -c 1-64)
  printf '%s  part.%s\n' "$sum" "$parts" >>"$work/sums"
  emit "part-$parts" "$rows $size $sum" >>"$work/index"
}

# Descriptor 5 tells the packer of each batch that is done, and ends with the last worker.
begin_packing() {
  mkfifo "$work/all" "$work/kinds" "$work/turns"
  sha256sum <"$work/all" >"$work/sha256" &
  digesting=$!
  { grep -zac '^[du] ' <"$work/kinds" || [ $? -eq 1 ]; } >"$work/folders" &
  counting=$!
  exec 5<>"$work/turns"
  pack 5<"$work/turns" &
  packing=$!
}

end_packing() {
  exec 5>&-
  wait "$packing" || stop '' 'the rows could not be packed'
  wait "$digesting" || stop '' 'the rows could not be read again'
  wait "$counting" || stop '' 'the rows could not be counted'
}
