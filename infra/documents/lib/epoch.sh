# begin: epoch
decode ProcPath '{{ ProcPath }}'
proc=$value
[ -z "$proc" ] || need_path ProcPath "$proc"

# What the server knows: $known_epoch, 0 where it has seen none, with what belongs to it.
read_epoch() {
  known_epoch=0 known_nonce='' known_journal='' known_owner='' known_approval=''
  [ -f "$state/epoch" ] || return 0
  read -r known_epoch known_nonce known_journal known_owner known_approval _ <"$state/epoch" || :
  known_epoch=${known_epoch#epoch=}
  known_nonce=${known_nonce#nonce=}
  known_journal=${known_journal#journal=}
  known_owner=${known_owner#owner=}
  known_approval=${known_approval#approval=}
  case $known_epoch in '' | *[!0-9]*) fail "$state/epoch cannot be understood" ;; esac
}

# $booted, the id of this boot, and $uptime, the whole seconds since it; empty where they cannot be read.
read_boot() {
  booted=$(cat "$proc/sys/kernel/random/boot_id" 2>/dev/null) || booted=
  uptime=
  read -r uptime _ 2>/dev/null <"$proc/uptime" || :
  uptime=${uptime%%.*}
  case $uptime in *[!0-9]*) uptime= ;; esac
}

# $detached: the boot in which a mount was taken away lazily, as long as it lasts; empty otherwise. What hangs in such a
# mount may still be written. Where the boot is not known, nobody knows that it has ended.
read_detached() {
  detached=
  [ ! -f "$state/detached" ] || read -r detached _ <"$state/detached" || :
  detached=${detached#boot=}
  case $detached in '' | unknown | "${booted:-$detached}") ;; *) detached= ;; esac
}

# What the sender of the next document must know of this server.
emit_boot() {
  read_boot
  read_detached
  emit epoch "$known_epoch"
  emit boot "$booted"
  emit uptime "$uptime"
  [ -z "$detached" ] || emit detached "$detached"
}
# end: epoch
