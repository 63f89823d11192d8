#!/bin/sh
. ../lib/common.sh

. ../lib/services.sh

. ./health.sh

# From here on a stop of this epoch comes too late. A full disk must not keep the application from running.
if [ -n "$epoch" ]; then (umask 077 && printf 'epoch=%s\n' "$epoch" >"$state/started") 2>/dev/null || :; fi
if [ -z "$noted" ]; then
  emit started none
  exit 0
fi

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

# Healthy is what is so at two looks: a service that ends at once was active, too.
tries=$((seconds / 3 + 2)) looks=0
while [ "$looks" -eq 1 ] || { [ "$looks" -lt 2 ] && [ "$tries" -gt 0 ]; }; do
  [ "$tries" -gt $((seconds / 3 + 1)) ] || sleep 3
  tries=$((tries - 1)) looks=$((looks + 1))
  check_health
  read_units "$wanted"
  off=$(states_of 'NF && $3 != "active"')
  [ -z "$off$sick" ] || looks=0
done
emit health "$health"
[ -z "$off" ] || refuse service-not-started "after $seconds s these are not active: $off"
if [ -n "$sick" ]; then
  emit unhealthy "$sick"
  [ "$fence_way" = back ] || refuse service-unhealthy "after $seconds s: $sick"
fi
emit units "$noted"
# Going forward, the note stays until the switch is confirmed: on a way back the units are what they were at first.
[ "$fence_way" = forward ] || rm -f -- "$state/services"
read_boot
emit served-uptime "$uptime"
emit started yes
