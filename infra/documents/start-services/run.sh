#!/bin/sh
. ../lib/common.sh

. ../lib/services.sh

. ./health.sh

read_services
if [ "$noted_run" != "$run" ]; then
  emit stopped-by "$noted_run"
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
while :; do
  down=
  for unit in $wanted; do
    read_unit "$unit"
    [ "$unit_active" = active ] || down="$down${down:+, }$unit ($unit_active)"
  done
  check_health
  looks=$((looks + 1))
  [ -z "$down" ] && [ "$sick" = no ] || looks=0
  tries=$((tries - 1))
  if [ "$looks" -eq 2 ] || [ "$tries" -eq 0 ]; then break; fi
  sleep 3
done
emit health "$health"
[ -z "$down" ] || refuse service-not-started "after $seconds s these are not active: $down"
if [ "$looks" -lt 2 ]; then
  [ "$fence_way" = back ] || refuse service-unhealthy "after $seconds s: $health"
  emit unhealthy "$health"
fi

# What is otherwise than before, though nothing here has done it.
differs=
for unit in $(names_noted '^[^ ]* no '); do
  read_unit "$unit"
  if is_up; then differs="$differs${differs:+, }$unit runs and did not"; fi
done
emit differs "$differs"
emit units "$noted"
# Going forward, the note stays until the switch is confirmed: on a way back the units are what they were at first.
[ "$fence_way" = forward ] || rm -f -- "$state/services"
emit started yes
