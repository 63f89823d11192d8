# begin: old-line
# $fstab_before is the file as it was before this product's first change of it, kept until that line is back.
# $closed_comment stands above a line that a freeze has closed.
name_fstab() {
  closed_comment="# nfs-cutover run=$run: read-only until thaw-source"
  fstab_before=$state/fstab-before
  new_fstab=$fstab.nfs-cutover-new
}

# $old_line: the line of the source $1 as it was before this product's first change; empty where it cannot be told.
find_old_line() {
  old_line='' closed_line=''
  for candidate in "$fstab_before" "$fstab"; do
    if [ ! -f "$candidate" ] || [ -n "$old_line" ]; then continue; fi
    fstab_get count "$candidate" "$mount"
    [ "$value" -eq 1 ] || continue
    fstab_get field1 "$candidate" "$mount"
    [ "${value%/}" = "${1%/}" ] || continue
    fstab_get line "$candidate" "$mount"
    old_line=${value%?}
    fstab_get closed "$candidate" "$mount"
    closed_line=${value%?}
    fstab_get field3 "$candidate" "$mount"
    source_fstype=$value
    fstab_get field4 "$candidate" "$mount"
    source_options=$value
  done
}
# end: old-line
