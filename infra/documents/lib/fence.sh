# begin: fence
# Who may change this server, and until when. A change carries the epoch and the nonce of the journal's entry that raised
# it; the server keeps the highest epoch that it has seen, and refuses what is lower. A server that has seen none yet
# takes documents without one.
#
# $raises is yes where a way back may raise the epoch without the journal: then Epoch is empty, and Nonce is new.
raises=no
decode Journal '{{ Journal }}'
journal=$value
decode Migration '{{ Migration }}'
migration=$value
decode Epoch '{{ Epoch }}'
epoch=$value
decode Nonce '{{ Nonce }}'
nonce=$value
decode Owner '{{ Owner }}'
owner=$value
decode Approval '{{ Approval }}'
approval=$value
decode MustKnow '{{ MustKnow }}'
must_know=$value
decode BootId '{{ BootId }}'
boot_id=$value
decode Deadline '{{ Deadline }}'
deadline=$value
. ../lib/epoch.sh

# Each is one word, so that a line of them can be read again.
need_word() {
  case $2 in *[!A-Za-z0-9._:/+=-]*) refuse bad-parameter "$1 is not one plain word" ;; esac
  [ "${#2}" -le 200 ] || refuse bad-parameter "$1 is too long"
}

need_digits() {
  case $2 in *[!0-9]*) refuse bad-parameter "$1 is not a number" ;; esac
  [ "${#2}" -le 15 ] || refuse bad-parameter "$1 is too large"
}

need_fence_parameters() {
  need_word Journal "$journal"
  need_word Migration "$migration"
  need_digits Epoch "$epoch"
  need_word Nonce "$nonce"
  need_word Owner "$owner"
  need_word Approval "$approval"
  need_digits MustKnow "$must_know"
  need_word BootId "$boot_id"
  need_digits Deadline "$deadline"
  case $epoch:$journal:$nonce:$raises in
    :::* | [0-9]*:?*:?*:* | :?*:?*:yes) ;;
    *) refuse bad-parameter 'Epoch, Journal and Nonce belong together: one of them is empty' ;;
  esac
}

# A way back without the journal: the next epoch of this server, if the one that it knows is of the same run and of no
# later attempt. Sent twice, it is the same one.
raise_alone() {
  case $owner in [0-9]*/[0-9]*/?*) ;; *) refuse bad-parameter 'Owner is not RUN/ATTEMPT/JOB' ;; esac
  if [ "$nonce" = "$known_nonce" ]; then
    epoch=$known_epoch
    return 0
  fi
  attempt_of "$owner"
  own_attempt=$value
  attempt_of "$known_owner"
  if [ "$known_epoch" -gt 0 ]; then
    [ "${known_owner%%/*}" = "${owner%%/*}" ] && [ "$value" -le "$own_attempt" ] || refuse_overtaken
  fi
  epoch=$((known_epoch + 1))
}

# The attempt in owner $1, RUN/ATTEMPT/JOB: $value.
attempt_of() {
  value=${1#*/}
  value=${value%%/*}
  case $value in '' | *[!0-9]* | ??????????*) value=0 ;; esac
}

store_epoch() {
  write_state epoch "$(printf 'epoch=%s nonce=%s journal=%s owner=%s approval=%s migration=%s' \
    "$epoch" "$nonce" "$journal" "$owner" "$approval" "$migration")"
}

refuse_overtaken() {
  emit epoch "$known_epoch"
  emit owner "$known_owner"
  refuse overtaken "this server knows epoch $known_epoch of ${known_owner:-nobody}; got ${epoch:-none}"
}

# Raises this server's epoch to the one that is given, or refuses. $fence_way is forward for what needs an approval and may
# come too late; back for the way back. The epoch has a lock of its own: a change that is under way looks at it.
enter_fence() {
  need_fence_parameters
  make_state "$state"
  [ ! -L "$state/epoch.lock" ] || fail "$state/epoch.lock is a symbolic link"
  exec 8>>"$state/epoch.lock"
  flock -w 20 8 || refuse locked "another document holds $state/epoch.lock"
  read_epoch
  if [ -n "$epoch" ] && [ -n "$known_journal" ] && [ "$known_journal" != "$journal" ]; then
    refuse other-journal "this server belongs to the journal $known_journal; got $journal"
  fi
  if [ -z "$epoch" ] && [ -n "$nonce" ]; then raise_alone; fi
  if [ "$fence_way" = forward ] && [ "$known_epoch" -lt "${must_know:-0}" ]; then
    refuse state-lost "expected this server to know epoch $must_know; it knows $known_epoch: its notes are lost"
  fi
  [ "${epoch:-0}" -ge "$known_epoch" ] || refuse_overtaken
  if [ "${epoch:-0}" -gt "$known_epoch" ]; then
    store_epoch
    read_epoch
    # Delivered again, it does not come here: by then its owner may have kept a script of its own.
    [ "$raises" = no ] || forget_restore
  fi
  [ "$nonce" = "$known_nonce" ] || refuse_overtaken
  if [ "$fence_way" = forward ] && [ -n "$epoch" ] && [ "$approval" != "$known_approval" ]; then
    refuse not-approved "this server knows the approval ${known_approval:-none}; got ${approval:-none}"
  fi
  exec 8>&-
  refuse_late
  emit_boot
}

# A command can be delivered long after it was sent: on another boot, or after the moment that its sender has named, it
# does nothing. The clock is this server's own, since its boot.
refuse_late() {
  [ "$fence_way" = forward ] || return 0
  read_boot
  if [ -n "$boot_id" ]; then
    [ "$booted" = "$boot_id" ] || refuse rebooted "expected boot $boot_id, got ${booted:-none that can be read}"
  fi
  [ -n "$deadline" ] || return 0
  [ -n "$uptime" ] || refuse too-late "$proc/uptime cannot be read"
  [ "$uptime" -le "$deadline" ] ||
    refuse too-late "the command was to begin until $deadline s after the boot; now it is $uptime s"
}

# The wait for the lock may be long: after it the fence is looked at again.
take_fenced_lock() {
  enter_fence
  take_lock
  refuse_late
  still_owner
}

# Before each thing that a change does: another owner may have raised the epoch meanwhile. Then this document stops where
# it is, and the document of that owner finishes what is begun.
still_owner() {
  read_epoch
  if [ "${epoch:-0}:$nonce" != "$known_epoch:$known_nonce" ]; then
    changing=no
    refuse_overtaken
  fi
}
# end: fence
