#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/holders.sh

. ../lib/fstab.sh

. ../lib/source-mounts.sh

. ../lib/carry-options.sh

. ../lib/unit.sh

decode SourceMountPath '{{ SourceMountPath }}'
mount=$value
decode SourceExport '{{ SourceExport }}'
source_export=$value
decode GatewayMountPath '{{ GatewayMountPath }}'
gateway_mount=$value
decode GatewayOptions '{{ GatewayOptions }}'
gateway_options=$value
decode FstabPath '{{ FstabPath }}'
fstab=$value
decode AutoMasterPath '{{ AutoMasterPath }}'
auto_master=$value
decode RootPath '{{ RootPath }}'
root=${value%/}
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
decode Units '{{ Units }}'
units=$value
. ../lib/decode-user-group.sh

need_path SourceMountPath "$mount"
need_path GatewayMountPath "$gateway_mount"
need_path FstabPath "$fstab"
need_path AutoMasterPath "$auto_master"
[ -z "$root" ] || need_path RootPath "$root"
need_path ProcPath "$proc"
need_relative CanaryCopy "$canary_copy"
need_relative CanaryFolder "${canary_folder:-root}"
need_relative ConfirmationCopy "$confirmation_copy"
need_relative ConfirmationFolder "${confirmation_folder:-root}"
need_units Units "$units"
need_user

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
name_source "$source_export" "$at_superblock"

. ./other-mounts.sh

new_list
add_namespaces
emit_list namespaces-stay
emit namespaces-follow "$follows"
emit namespaces-unread "$unread"

. ./what-mounts-it-again.sh

. ./what-is-not-kept.sh
emit user-id "$uid"
read_units "$units"
emit units "$table"
has_curl=no
if command -v curl >/dev/null 2>&1; then has_curl=yes; fi
emit curl "$has_curl"
emit inspected yes
