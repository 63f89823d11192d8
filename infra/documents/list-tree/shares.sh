# Keeps those of the rows $1 that lie from $from on and before $until. A marker sorts before a row of the same path.
cut_rows() {
  {
    printf '</%s\0' "$from"
    [ -z "$until" ] || printf '>/%s\0' "$until"
    cat -- "$1" || echo cat >>"$work/share.failed"
  } | sort_rows "$work/share" | sed -z '0,/^</d;/^>/,$d' >"$work/cut"
  [ ! -f "$work/share.failed" ] || fail 'the share of this server could not be sorted'
  mv -f -- "$work/cut" "$1"
}

# Below the last common level each server lists its share alone. No cut is deeper than that level, so each row goes with
# all that is below it. The notes that stand for rows, and those of what is pruned, are shared out like rows.
of_share() {
  [ "$level" -eq "$share_level" ] || return 0
  # What all servers must see alike if they list one tree: these folders and their inodes. A copy has others.
  first_levels=$(sed -zn 's/^[dD] [^/]*:\([0-9]*\)\//\1 /p' "$work/rows" | sha256sum | cut -c 1-64)
  cut_rows "$work/rows"
  sed -zn 's/^\([PU]\)\(\.\/\)\{0,1\}/\1\//;/^U/s/$/\//;/^[PU]/p' "$work/notes" >"$work/of-rows"
  cut_rows "$work/of-rows"
  sed -z 's/^\([PU]\)\//\1/' "$work/of-rows" >"$work/notes"
}

# Where the folders of these levels can be cut into $shares shares of as many folders each, and nothing else. Their slash
# stays: rows are sorted with it, and a cut without it may lie elsewhere.
tell_cuts() {
  emit level "$level"
  sed -zn '/^[dD] /{s/^[^\/]*\///;p}' "$work/rows" >"$work/paths"
  folders=$(tr -dc '\0' <"$work/paths" | wc -c)
  cut=1 told=0 room=$((MOST_CUT_CHARACTERS))
  while [ "$cut" -lt "$shares" ] && [ "$shares" -le "$folders" ]; do
    at=$(sed -zn "$((folders * cut / shares + 1))p" "$work/paths" | tr -d '\0' | base64 -w 0)
    cut=$((cut + 1))
    # Fewer cuts are of more use than an answer that the agent cuts off.
    [ "${#at}" -le "$room" ] || continue
    room=$((room - ${#at})) told=$((told + 1))
    emit "cut-$told" "$at"
  done
  rm -rf -- "$spool"
  exit 0
}
