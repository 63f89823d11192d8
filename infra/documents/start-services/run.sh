#!/bin/sh
. ../lib/common.sh

. ../lib/services.sh

. ../lib/forget-restore.sh

. ./health.sh

# From here on a stop of this epoch comes too late. A full disk must not keep the application from running.
if [ -n "$epoch" ]; then (umask 077 && printf 'epoch=%s\n' "$epoch" >"$state/started") 2>/dev/null || :; fi
if [ -z "$noted" ]; then
  emit started none
  exit 0
fi

. ../lib/start-units.sh

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
if [ "$fence_way" = back ]; then
  rm -f -- "$state/services"
  forget_restore
fi
read_boot
emit served-uptime "$uptime"
emit started yes
