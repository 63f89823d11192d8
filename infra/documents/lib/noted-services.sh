# As long as this file is there, the units do not start. It is gone after a boot, and so are the files that ask for it.
mark=${lock%/*}/closed-${state##*/}

# $noted: the lines of the units. Whoever owns the epoch goes on with them, whichever run has noted them.
noted='' noted_boot=''
if [ -f "$state/services" ]; then
  read -r _ noted_boot <"$state/services"
  noted=$(sed 1d "$state/services")
fi

# The names of those units of $noted that match pattern $1 of sed.
names_noted() {
  printf '%s\n' "$noted" | sed -n "/$1/s/ .*//p" | tr '\n' ' '
}
