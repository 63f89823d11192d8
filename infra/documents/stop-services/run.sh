#!/bin/sh
. ../lib/common.sh

. ../lib/services.sh

. ../lib/holders.sh

decode Units '{{ Units }}'
units=$value
decode MountPath '{{ MountPath }}'
mount=$value
need_path MountPath "$mount"
need_units Units "$units"

# Refuses on the way forward alone: on the way back, what is left is told, and the change of mounts deals with it.
refuse_forward() {
  emit "left" "$2"
  [ "$fence_way" = back ] || refuse "$1" "$2"
}

# The units and what can start them, each by its own name.
targets=
for unit in $units; do
  read_unit "$unit"
  case $unit_load in
    loaded | masked) ;;
    *)
      refuse_forward no-unit "systemd has no unit $unit here: $unit_load"
      continue
      ;;
  esac
  for one in $unit_triggers "$unit_id"; do
    case " $targets " in *" $one "*) ;; *) targets="$targets${targets:+ }$one" ;; esac
  done
done
need_units Units "$targets"

# What systemd would stop with them, and nobody would start again.
others=
for unit in $targets; do
  read_unit "$unit"
  for one in $unit_followers; do
    case " $targets $others " in *" $one "*) continue ;; esac
    case $one in *.target) continue ;; esac
    read_unit "$one"
    if is_up; then others="$others${others:+ }$one"; fi
  done
done
[ -z "$others" ] || refuse_forward stops-others "systemd stops these units with them: $others"

# First the note, on the disk: what it says of a unit stays, as a second look would find it stopped.
read_services
for unit in $targets; do
  case "$newline$noted" in *"$newline$unit "*) continue ;; esac
  read_unit "$unit"
  was_up=no
  if is_up; then was_up=yes; fi
  noted="$noted${noted:+$newline}$unit $was_up ${unit_file:-none}"
done
if [ -z "$noted" ]; then
  emit stopped none
  exit 0
fi
write_state services "run=$run boot=$boot$newline$noted"
all=$(names_noted .)

still_owner
asked=$(printf '[Unit]\nConditionPathExists=!%s' "$(printf '%s' "$mark" | sed 's/%/%%/g')")
for unit in $all; do
  if ! mkdir -p -- "$units_folder/$unit.d" ||
    ! printf '%s\n' "$asked" >"$units_folder/$unit.d/nfs-cutover.conf"; then
    refuse no-space "$units_folder/$unit.d/nfs-cutover.conf could not be written"
  fi
done
: >"$mark"
attempt bounded systemctl daemon-reload
[ "$status" -eq 0 ] || refuse_forward units-unread "systemctl daemon-reload: ${output:-exit status $status}"

# Waits until no unit is up any more, for $1 seconds; what is left, with its state: $left.
wait_stopped() {
  tries=$(($1 / 3 + 1))
  while :; do
    left=
    for unit in $all; do
      read_unit "$unit"
      case $unit_active in inactive | failed) ;; *) left="$left${left:+, }$unit ($unit_active)" ;; esac
    done
    tries=$((tries - 1))
    if [ -z "$left" ] || [ "$tries" -eq 0 ]; then return 0; fi
    sleep 3
  done
}
still_owner
# shellcheck disable=SC2086 # names of units have no blanks
attempt bounded systemctl stop --no-block -- $all
wait_stopped "$seconds"
if [ -n "$left" ] && [ "$fence_way" = back ]; then
  still_owner
  # shellcheck disable=SC2086 # as above
  attempt bounded systemctl kill -s KILL -- $all
  wait_stopped 12
fi
[ -z "$left" ] || refuse_forward service-not-stopped "after $seconds s these still run: $left"

# A service may leave processes behind (KillMode=).
find_holders
holding=
for process in $(printf '%s\n' "$holders" | awk '$2 ~ /^[0-9]+$/ { print $2 }'); do
  for unit in $all; do
    if grep -q -e "/$unit\$" -e "/$unit/" "$proc/$process/cgroup" 2>/dev/null; then
      holding="$holding${holding:+, }process $process of $unit"
    fi
  done
done
[ -z "$holding" ] || refuse_forward service-holds "the units are stopped, and still use $mount: $holding"

# A start that has no effect, without the units that this one needs.
if [ "$fence_way" = forward ]; then
  for unit in $all; do
    still_owner
    attempt bounded systemctl start --job-mode=ignore-dependencies -- "$unit"
    read_unit "$unit"
    case $unit_active:$unit_load:$unit_condition in
      inactive:masked:* | failed:masked:* | inactive:*:no | failed:*:no) ;;
      *)
        attempt bounded systemctl stop --no-block -- "$unit"
        refuse service-starts "$unit can still be started: $unit_active, ConditionResult=$unit_condition"
        ;;
    esac
  done
fi
emit units "$noted"
emit stopped yes
