decode MountPath '{{ MountPath }}'
mount=$value
decode Target '{{ Target }}'
target=$value
