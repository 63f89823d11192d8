decode MountPath '{{ MountPath }}'
mount=$value
decode FstabPath '{{ FstabPath }}'
fstab=$value
decode SourceExport '{{ SourceExport }}'
source_export=$value
decode GatewayExport '{{ GatewayExport }}'
gateway_export=$value
decode Options '{{ Options }}'
options_given=${value:-defaults}
. ../lib/decode-run-state.sh
decode LockPath '{{ LockPath }}'
lock=$value
read_only=no
source_fstype=nfs
source_options=defaults
gateway_options=rw,hard,nolock
