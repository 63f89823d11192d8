# Rows and folders to list of $work/rows: $rows and $folders.
count() {
  rows=$(tr -dc '\0' <"$work/rows" | wc -c)
  folders=$(sed -zn '/^D /p' "$work/rows" | tr -dc '\0' | wc -c)
}

# Whether there are too few folders to share out, as one may hold nearly all. Many rows are not sorted again
# and again for that.
wants_level() {
  enough=$((32 * finds))
  [ "$rows" -lt 20000 ] || enough=$((4 * finds))
  [ "$folders" -gt 0 ] && [ "$folders" -lt "$enough" ] && [ "$level" -lt 6 ]
}

# Cuts $work/rows into batches and lists the folders in them to $depth, several at a time.
round() {
  batches=$((folders + rows / 100000 + 1))
  [ "$batches" -le $((8 * finds)) ] || batches=$((8 * finds))
  split -t '\0' -l "$((rows / batches + 1))" -a 4 "$work/rows" "$work/batch."
  # An empty tree has no batch.
  : >"$work/no.notes"
  pids=
  worker=0
  [ "$letter" = D ] || begin_packing
  while [ "$worker" -lt "$finds" ] && [ "$worker" -lt "$batches" ]; do
    worker=$((worker + 1))
    work_off &
    pids="$pids $!"
  done
  for pid in $pids; do
    wait "$pid" || stop '' "a worker ended with status $?"
  done
  [ "$letter" = D ] || end_packing
  end_round
}

end_round() {
  if [ -f "$work/stopped" ]; then
    reason=$(head -n 1 "$work/stopped")
    detail=$(tail -n +2 "$work/stopped")
    [ -z "$reason" ] || refuse "$reason" "$detail"
    fail "$detail"
  fi
  cat "$work"/*.notes >>"$work/notes"
  rm -f -- "$work"/*.notes "$work"/*.taken "$work"/*.plain "$work"/*.odd "$work"/*.failed \
    "$work"/*.said "$work"/*.done
}
