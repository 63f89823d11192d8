#!/bin/sh
. ../lib/common.sh

# In the copy that is kept on the server this is yes.
by_hand=no
fence_way=back

. ../lib/user.sh

. ../lib/probe.sh

. ../lib/change-tools.sh

. ../lib/change-values.sh

. ./unmount-dead.sh

. ../lib/covered.sh

. ./keep.sh

. ./by-hand.sh

. ../lib/change-parameters.sh

# Whoever leads back by hand opens the source at once.
[ "$by_hand" = no ] || read_only=no
source_options=$options_given
case $served:$at_source in
  gateway:* | stacked:"${gateway_export%/}" | stacked:"${gateway_export%/}/") from=gateway ;;
  stacked:*) from=source ;;
esac
find_old_line "$source_export"
if [ -z "$old_line" ]; then
  # Nobody knows the line any more: one from the parameters takes its place.
  compose_line "$source_export" "$source_fstype" "$source_options"
  write_state fstab-before "$line"
  find_old_line "$source_export"
fi
wanted_line=$old_line
if [ "$read_only" = yes ]; then wanted_line=$closed_line; fi
case $source_fstype in nfs | nfs4) ;; *) source_fstype=nfs ;; esac
comment=
[ "$read_only" = no ] || comment=$closed_comment
fstab_note=
if [ "$lines" -eq 1 ] && same_export "$named" "$gateway_export"; then
  fstab_get field4 "$fstab" "$mount"
  gateway_options=${value:-defaults}
fi

restored=already
if [ "$served" != source ]; then
  restored=yes
  begin_change
  # First fstab: a server that is cut off from here on serves the source after its boot. What is served comes first,
  # though: that it could not be written is told at the end.
  if [ "$lines" -eq 1 ] && same_export "$named" "$gateway_export"; then
    if [ "$from" = gateway ]; then
      fstab_get line "$fstab" "$mount"
      line_back=${value%?}
      switched_note=
      [ ! -f "$state/switched" ] || read -r switched_note <"$state/switched" || :
      comment_back="# nfs-cutover ${switched_note% export=*}"
    fi
    set_fstab_line "$wanted_line" "$comment" || fstab_note=$output
  fi
  . ./leave-gateway.sh
  if [ "$served" != source ] && ! serve source; then
    . ../lib/go-back-unserved.sh
  fi
  changing=no
fi

# The source is served: from here on there is nothing to go back from, only fstab to follow.
fstab_get count "$fstab" "$mount"
[ "$value" -eq 1 ] || refuse fstab-line-missing "$fstab has $value lines for $mount"
fstab_get field1 "$fstab" "$mount"
if same_export "$value" "$gateway_export"; then
  restored=yes
elif ! same_export "$value" "$source_export"; then
  refuse fstab-line-missing "$fstab names $value for $mount"
fi
if [ "$restored" = yes ] || [ -f "$fstab_before" ]; then
  set_fstab_line "$wanted_line" "$comment" || refuse fstab-failed "$fstab could not be replaced: $output $fstab_note"
fi
if [ "$restored:$by_hand" != already:no ]; then reload_units || emit reload "$output"; fi
[ "$read_only" = yes ] || forget_fstab
# Under the lock nobody else writes: what is half written was left by one that was killed.
rm -f -- "$state/confirmed" "$state/switched" "$state/changing" "$state"/*.new "$state"/.*.new
rmdir -- "$state/view" 2>/dev/null || :
report
[ "$served" = source ] || fail "expected the source at $mount, got $served"
emit restored "$restored"

[ "$by_hand" = yes ] || exit 0

. ./open-by-hand.sh
