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

take_fenced_lock
read_boot

. ../lib/noted-services.sh
[ -z "$noted_boot" ] || [ "$noted_boot" = "boot=$booted" ] || emit rebooted "${noted_boot#boot=}"
# end: services
