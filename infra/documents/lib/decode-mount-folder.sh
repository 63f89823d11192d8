decode MountPath '{{ MountPath }}'
mount=$value
decode Folder '{{ Folder }}'
folder=$value
. ../lib/decode-user-group.sh
