rm -f -- "$mark"
for unit in $(names_noted .); do
  rm -f -- "$units_folder/$unit.d/nfs-cutover.conf"
  rmdir -- "$units_folder/$unit.d" 2>/dev/null || :
done
# Without the mark the units start, even where systemd has not read that the files are gone.
attempt bounded systemctl daemon-reload
[ "$status" -eq 0 ] || emit reload "${output:-exit status $status}"

wanted=$(names_noted '^[^ ]* yes ')
if [ -n "$wanted" ]; then
  still_owner
  # The starts that had no effect count for StartLimitBurst=.
  # shellcheck disable=SC2086 # names of units have no blanks
  attempt bounded systemctl reset-failed -- $wanted
  # shellcheck disable=SC2086 # as above
  attempt bounded systemctl start --no-block -- $wanted
fi
