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

# A copy of the stop whose start has come already was delivered late: the application runs, and must go on.
started=
[ ! -f "$state/started" ] || read -r started <"$state/started" || :
if [ -n "$epoch" ] && [ "$started" = "epoch=$epoch" ]; then
  refuse ended "the services were started since, under the same epoch $epoch"
fi

# Refuses on the way forward alone: on the way back, what is left is told, and the change of mounts deals with it.
refuse_forward() {
  emit "left" "$2"
  [ "$fence_way" = back ] || refuse "$1" "$2"
}

# The units and what can start them, each by its own name.
known='($2 == "loaded" || $2 == "masked")'
read_units "$units"
gone=$(states_of "NF && !$known")
[ -z "$gone" ] || refuse_forward no-unit "systemd does not have these units: $gone"
read_units "$(names_of "$known") $triggers"
targets=$(names_of "$known")
need_units Units "$targets"
found=$(printf '%s\n' "$table" | awk "$known"' { print $1, $4, $5 }')

# What systemd would stop with them, and nobody would start again.
read_units "$followers"
others=$(targets=" $targets" states_of '$4 == "yes" && $1 !~ /\.target$/ && !index(ENVIRON["targets"], " " $1 " ")')
[ -z "$others" ] || refuse_forward stops-others "systemd stops these units with them: $others"

# First the note, on the disk. What it says already stays: now the units may be stopped.
noted=$(printf '%s\n%s\n' "$noted" "$found" | awk 'NF && !seen[$1]++')
all=$(names_noted .)
if [ -z "$all" ]; then
  emit stopped none
  exit 0
fi
write_state services "run=$run boot=$booted$newline$noted"
still_owner
for unit in $all; do
  if ! mkdir -p -- "$units_folder/$unit.d" ||
    ! printf '[Unit]\nConditionPathExists=!%s\n' "$mark" >"$units_folder/$unit.d/nfs-cutover.conf"; then
    refuse no-space "$units_folder/$unit.d/nfs-cutover.conf could not be written"
  fi
done
: >"$mark"
attempt bounded systemctl daemon-reload
[ "$status" -eq 0 ] || refuse_forward units-unread "systemctl daemon-reload: ${output:-exit status $status}"

# Does $2 and so on with the units, then waits for $1 seconds until none is up any more; what is left: $left.
stop_within() {
  still_owner
  tries=$(($1 / 3)) left=asked
  shift
  # shellcheck disable=SC2086 # names of units have no blanks
  attempt bounded "$@" -- $all
  while [ -n "$left" ] && [ "$tries" -ge 0 ]; do
    [ "$left" = asked ] || sleep 3
    read_units "$all"
    left=$(states_of '$3 !~ /^(inactive|failed)$/')
    tries=$((tries - 1))
  done
}
stop_within "$seconds" systemctl stop --no-block
if [ -n "$left" ] && [ "$fence_way" = back ]; then stop_within 12 systemctl kill -s KILL; fi
[ -z "$left" ] || refuse_forward service-not-stopped "after $seconds s these still run: $left"

# A service may leave processes behind (KillMode=).
find_holders
holding=
for process in $(printf '%s\n' "$holders" | awk '$2 ~ /^[0-9]+$/ { print $2 }'); do
  for unit in $all; do
    grep -qE "/$unit(/|\$)" "$proc/$process/cgroup" 2>/dev/null || continue
    holding="$holding${holding:+, }process $process of $unit"
  done
done
[ -z "$holding" ] || refuse_forward service-holds "the units are stopped, and still use $mount: $holding"

# A start that has no effect, without the units that these need.
if [ "$fence_way" = forward ]; then
  still_owner
  # shellcheck disable=SC2086 # as above
  attempt bounded systemctl start --job-mode=ignore-dependencies -- $all
  read_units "$all"
  open='!($3 ~ /^(inactive|failed)$/ && ($2 == "masked" || $6 == "no"))'
  left=$(states_of "$open")
  if [ -n "$left" ]; then
    # shellcheck disable=SC2046 # as above
    attempt bounded systemctl stop --no-block -- $(names_of "$open")
    refuse service-starts "these can still be started: $left"
  fi
fi
emit units "$noted"
emit stopped yes
