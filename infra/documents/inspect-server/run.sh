#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/holders.sh

. ../lib/fstab.sh

decode SourceMountPath '{{ SourceMountPath }}'
mount=$value
decode SourceExport '{{ SourceExport }}'
export_base=${value%/}
decode GatewayMountPath '{{ GatewayMountPath }}'
gateway_mount=$value
decode FstabPath '{{ FstabPath }}'
fstab=$value
decode AutoMasterPath '{{ AutoMasterPath }}'
auto_master=$value
decode UnitsPath '{{ UnitsPath }}'
units=$value
decode ProcPath '{{ ProcPath }}'
proc=$value
decode CanaryCopy '{{ CanaryCopy }}'
canary_copy=$value
decode CanaryFolder '{{ CanaryFolder }}'
canary_folder=$value
decode ConfirmationCopy '{{ ConfirmationCopy }}'
confirmation_copy=$value
decode ConfirmationFolder '{{ ConfirmationFolder }}'
confirmation_folder=$value
. ../lib/decode-user-group.sh

need_path SourceMountPath "$mount"
need_path GatewayMountPath "$gateway_mount"
need_path FstabPath "$fstab"
need_path AutoMasterPath "$auto_master"
need_path UnitsPath "$units"
need_path ProcPath "$proc"
need_relative CanaryCopy "$canary_copy"
need_relative CanaryFolder "${canary_folder:-root}"
need_relative ConfirmationCopy "$confirmation_copy"
need_relative ConfirmationFolder "${confirmation_folder:-root}"
need_user

# Lists are told by their first lines and their length: an answer of Systems Manager holds 24,000 characters.
new_list() {
  list='' list_count=0
}

add() {
  list_count=$((list_count + 1))
  [ "$list_count" -le 8 ] || return 0
  list=$list${list:+
}$(printf '%.200s' "$(printf '%s' "$1" | tr -c '[:print:]' '?')")
}

emit_list() {
  emit "$1" "$list"
  emit "$1-count" "$list_count"
}

# Whether $1 is the source's export, or a folder of it.
is_export() {
  case ${1%/} in "$export_base" | "$export_base"/*) return 0 ;; *) return 1 ;; esac
}

. ./test-files.sh

# The mount $2 as look has seen it, said as $1.
emit_mount() {
  emit "$1-mounts" "$mounts"
  emit "$1-at" "$at_source"
  emit "$1-fstype" "$at_fstype"
  emit "$1-options" "$at_options"
  emit_test_files "$1" "$2"
}

look "$gateway_mount"
emit_mount gateway "$gateway_mount"
look "$mount"
emit_mount source "$mount"

. ./other-mounts.sh

. ./other-namespaces.sh

. ./what-mounts-it-again.sh

. ./what-is-not-kept.sh
emit inspected yes
