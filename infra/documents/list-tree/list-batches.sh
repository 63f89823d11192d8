# Lists below the folders that it is given, to the depth $6, as the user; a folder's type is $7, its path as $8. With
# the type D its inode is in the row. Files that have not changed since $9 are left out. On standard error, besides messages, records of what is not listed: U a
# folder that the user cannot read or enter, P what is pruned, and D the file system of each folder.
cat >"$work/list-below" <<'PROGRAM'
limit=$1 uid=$2 gid=$3 groups=$4 mount=$5 depth=$6 folder=$7 path=$8 since=$9
shift 9
hex='[0-9a-fA-F]'
silly=.nfs$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex
meta='%s %T@ %C@ %m %U %G %n'
inode=
[ "$folder" = d ] || inode=:%i
status=0
timeout --foreground -s KILL "$limit" setpriv --reuid="$uid" --regid="$gid" --groups="$groups" -- \
  sh -c 'exec 5>&- 9>&-; cd -P -- "$1" || exit 1; shift; exec find "$@"' sh "$mount" "$@" \
  -ignore_readdir_race -xdev -mindepth 1 -maxdepth "$depth" \
  ! -type d ! -newerct "@$since" ! -name "$silly*" -o \
  -type f -links +1 ! -name "$silly*" -printf "%y $meta:%i/$path\0" -o \
  ! -type d ! -name "$silly*" -printf "%y $meta/$path\0" -o \
  \( ! -type d -o -name .snapshot -o -name '~snapshot' -o -name .zfs \) \
  -prune -fprintf /dev/stderr "\0P$path\0" -o \
  \( ! -readable -o ! -executable \) \
  -prune -fprintf /dev/stderr "\0U$path\0" -printf "u $meta/$path/\0" -o \
  -fprintf /dev/stderr "\0D%D $path\0" -printf "$folder $meta$inode/$path/\0" || status=$?
# 255 makes xargs stop at once.
case $status in 124 | 137) exit 255 ;; *) exit "$status" ;; esac
PROGRAM

# The first reason why this listing cannot be one; it ends all workers.
stop() {
  (set -C && printf '%s\n%s' "$1" "$2" >"$work/stopped") 2>/dev/null || :
}

search() {
  left=$((deadline - $(date +%s)))
  [ "$left" -gt 0 ] || return 124
  # Of the first levels all rows are needed, for their folders.
  since=-99999999999
  if [ "$letter" = d ]; then since=${newer_than:-$since}; fi
  xargs -0 -r sh "$work/list-below" "$left" "$uid" "$gid" "$groups" "$mount" "$depth" "$letter" "$path" "$since" <"$1"
}

# The batch $1 itself and all below its folders to list; names that find would read as an expression get ./
# in front.
pour() {
  inodes=
  [ "$letter" = D ] || inodes='s/^\([dD] [^/]*\):[0-9]*\//\1\//;'
  sed -z "${inodes}s/^D/d/" "$1" || echo sed >>"$1.failed"
  [ ! -s "$1.plain" ] || search "$1.plain" || echo "$?" >>"$1.failed"
  [ -s "$1.odd" ] || return 0
  { search "$1.odd" || echo "$?" >>"$1.failed"; } | sed -z 's/\/\.\//\//' || echo sed >>"$1.failed"
}

# Rows are <meta>/<path>: sorted by the bytes of the path, as S3 sorts keys.
sort_rows() {
  sort -z -s -t / -k 2 -S "$((256 / finds))M" -T "$work/tmp" --compress-program=gzip ||
    echo sort >>"$1.failed"
}

# Sorted rows of a batch: whole in a file, or packed in pieces that are no larger than a part even if gzip
# cannot make them smaller.
keep() {
  if [ "$letter" = D ]; then
    cat >"$1.rows" || echo cat >>"$1.failed"
  else
    split -t '\0' -C "$((part_bytes - part_bytes / 64))" -a 5 --filter='gzip -1 >"$FILE"' - "$1.piece." ||
      echo split >>"$1.failed"
  fi
}

list_batch() {
  {
    {
      pour "$1" 2>&1 >&3 3>&- | sed -zn "/^\$/d;/^D$device /d;p" >"$1.notes"
    } 3>&1 | sort_rows "$1" | keep "$1"
  } || echo shell >>"$1.failed"
  judge "$1"
}

# What a batch came to. Files that vanish while they are listed are no failure: the source is in use.
judge() {
  if [ ! -s "$1.notes" ] && [ ! -f "$1.failed" ]; then return 0; fi
  foreign=$(sed -zn '/^D/{s/^[^ ]* //;p}' "$1.notes" | head -z -n 5 | tr '\0' '\n')
  [ -z "$foreign" ] || stop other-file-system "$foreign"
  sed -zn '/^[DPU]/!p' "$1.notes" | tr '\0' '\n' >"$1.said"
  said=$(grep -av ': No such file or directory$' "$1.said" | head -c 2000) || :
  if grep -q '^124$' "$1.failed" 2>/dev/null; then
    stop hung "the tree could not be listed within $limit_seconds s"
  elif [ -n "$said" ]; then
    stop '' "the listing failed: $said"
  elif [ ! -f "$1.failed" ]; then
    return 0
  elif [ ! -s "$1.said" ] || grep -qv '^123$' "$1.failed"; then
    stop '' "the listing failed: $(sort -u "$1.failed" | tr '\n' ' ')"
  fi
}

# A worker takes the next batch that nobody has, until there is none.
work_off() {
  for batch in "$work"/batch.????; do
    [ -f "$batch" ] || return 0
    [ ! -e "$work/stopped" ] || return 0
    (set -C && : >"$batch.taken") 2>/dev/null || continue
    sed -zn '/^D /{
      s/^[^/]*\///
      s/\/$//
      /^[-(),!]/!p
      /^[-(),!]/{
        s/^/.\//
        w /dev/stderr
      }
    }' "$batch" >"$batch.plain" 2>"$batch.odd" || echo sed >>"$batch.failed"
    list_batch "$batch"
    : >"$batch.done"
    [ "$letter" = D ] || echo >&5
  done
}
