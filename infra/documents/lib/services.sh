. ../lib/lock.sh

. ../lib/write-state.sh

. ../lib/fence.sh

. ../lib/unit.sh

# begin: services
# The application's units: stopped and kept from starting, or started as they were. What they were stands in the note
# `services`: the run and the boot, then for each unit its name, whether it was up, and the state of its file.
. ../lib/decode-run-state.sh
decode LockPath '{{ LockPath }}'
lock=$value
decode UnitsPath '{{ UnitsPath }}'
units_folder=$value
decode Seconds '{{ Seconds }}'
seconds=$value
decode Way '{{ Way }}'
fence_way=$value

need_path StatePath "$state"
need_path LockPath "$lock"
need_path UnitsPath "$units_folder"
need_run "$run"
need_digits Seconds "$seconds"
case $fence_way in forward | back) ;; *) refuse bad-parameter "Way is neither forward nor back" ;; esac

# As long as this file is there, the units do not start. It is gone after a boot, and so are the files that ask for it.
mark=${lock%/*}/closed-${state##*/}

take_fenced_lock
boot=$(cat "$proc/sys/kernel/random/boot_id" 2>/dev/null) || boot=

# $noted: the lines of the units; $noted_run is empty where there is no note.
noted='' noted_run='' noted_boot=''
read_services() {
  [ -f "$state/services" ] || return 0
  noted_run=$(sed -n '1s/^run=\([^ ]*\) .*/\1/p' "$state/services")
  noted_boot=$(sed -n '1s/.* boot=//p' "$state/services")
  noted=$(sed 1d "$state/services")
  [ -n "$noted_run" ] || fail "$state/services cannot be understood"
  [ "$noted_boot" = "$boot" ] || emit rebooted "$noted_boot"
}

# The names of those units of $noted that match pattern $1 of sed.
names_noted() {
  printf '%s\n' "$noted" | sed -n "/$1/s/ .*//p" | tr '\n' ' '
}
# end: services
