decode SourceMountPath '{{ SourceMountPath }}'
source_mount=$value
decode GatewayMountPath '{{ GatewayMountPath }}'
gateway_mount=$value
