#!/bin/sh
. ../lib/common.sh

. ../lib/lock.sh

. ../lib/fstab.sh

. ../lib/epoch.sh

. ../lib/decode-both-mounts.sh
decode FstabPath '{{ FstabPath }}'
fstab=$value
decode StatePath '{{ StatePath }}'
state=$value
decode Run '{{ Run }}'
run=$value
decode LockPath '{{ LockPath }}'
lock=$value

need_path SourceMountPath "$source_mount"
need_path GatewayMountPath "$gateway_mount"
. ../lib/need-fstab-state-lock-run.sh

# Never in the middle of a change; but reading itself may be ended at any time.
take_lock
trap - HUP INT TERM

look "$gateway_mount"
beside=$at_source
emit at-gateway "$at_source"
emit at-gateway-options "$at_options"
look "$source_mount"
emit at-source "$at_source"
emit at-source-fstype "$at_fstype"
emit at-source-options "$at_options"
emit at-source-mounts "$mounts"

named=
if [ -f "$fstab" ]; then
  fstab_get field1 "$fstab" "$source_mount"
  named=$value
  fstab_get line "$fstab" "$source_mount"
  emit fstab "$value"
fi

switched_run='' switched_at='' switched_export=''
if [ -f "$state/switched" ]; then
  read -r switched_run switched_at switched_export <"$state/switched" || :
fi
frozen_run=
if [ -f "$state/frozen" ]; then read -r frozen_run _ <"$state/frozen" || :; fi
changing=no changing_run=
if [ -f "$state/changing" ]; then
  changing=yes
  read -r _ _ changing_run <"$state/changing" || :
fi
confirmed_run='' confirmed_at=''
if [ -f "$state/confirmed" ]; then
  read -r confirmed_run confirmed_at _ <"$state/confirmed" || :
fi
confirmed_at=${confirmed_at#at=}
# How many seconds ago, by the clock that has noted it: no other clock is compared with this one.
confirmed_age=
if [ -n "$confirmed_at" ] && noted=$(date -u -d "$confirmed_at" +%s 2>/dev/null); then
  confirmed_age=$(($(date -u +%s) - noted))
fi
emit switched-run "${switched_run#run=}"
emit switched-at "${switched_at#at=}"
emit frozen-run "$frozen_run"
emit changing "$changing"
emit changing-run "${changing_run#run=}"
emit confirmed-run "${confirmed_run#run=}"
emit confirmed-at "$confirmed_at"
emit confirmed-age "$confirmed_age"
if [ -f "$state/restore" ] || [ -f "$state/.covered" ]; then emit way-back kept; fi
read_epoch
emit_boot

# What the server itself can tell: the gateway is what stands beside or what the switch has noted, the
# source is what fstab names otherwise.
decode switched "${switched_export#export=}"
served=other
if [ "$mounts" -eq 0 ]; then
  served=none
elif [ "$mounts" -gt 1 ]; then
  served=other
elif [ "${at_source%/}" = "${beside%/}" ] || [ "${at_source%/}" = "${value%/}" ]; then
  served=gateway
elif [ "${at_source%/}" = "${named%/}" ]; then
  served=source
fi
emit served "$served"
