. ../lib/fenced.sh

. ../lib/unit.sh

# begin: services
# The application's units: stopped and kept from starting, or started as they were. What they were stands in the note
# `services`: the run and the boot, then for each unit its name, whether it was up, and the state of its file.
. ../lib/decode-run-state-lock.sh
decode UnitsPath '{{ UnitsPath }}'
units_folder=$value
decode Seconds '{{ Seconds }}'
seconds=$value
decode Way '{{ Way }}'
fence_way=$value
need_path UnitsPath "$units_folder"
need_digits Seconds "$seconds"
case $fence_way in forward | back) ;; *) refuse bad-parameter "Way is neither forward nor back" ;; esac

# As long as this file is there, the units do not start. It is gone after a boot, and so are the files that ask for it.
mark=${lock%/*}/closed-${state##*/}

take_fenced_lock
read_boot

# $noted: the lines of the units. Whoever owns the epoch goes on with them, whichever run has noted them.
noted=
if [ -f "$state/services" ]; then
  read -r _ noted_boot <"$state/services"
  noted=$(sed 1d "$state/services")
  [ "$noted_boot" = "boot=$booted" ] || emit rebooted "${noted_boot#boot=}"
fi

# The names of those units of $noted that match pattern $1 of sed.
names_noted() {
  printf '%s\n' "$noted" | sed -n "/$1/s/ .*//p" | tr '\n' ' '
}
# end: services
