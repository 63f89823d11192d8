# begin: mount-unit
# Refuses where systemd has a unit for $mount that is not made of fstab: a boot mounts what that unit says.
refuse_own_unit() {
  command -v systemctl >/dev/null 2>&1 && command -v systemd-escape >/dev/null 2>&1 || return 0
  attempt bounded systemd-escape -p --suffix=mount -- "$mount"
  [ "$status" -eq 0 ] || refuse mount-unit "systemd-escape: $output"
  unit=$output
  attempt bounded systemctl show -p FragmentPath -- "$unit"
  case $status:${output#FragmentPath=} in
    0: | 0:/run/systemd/generator/*) ;;
    # This server has another init.
    *'not been booted with systemd'*) ;;
    0:*) refuse mount-unit "a boot mounts $mount by ${output#FragmentPath=}, whatever $fstab says" ;;
    *) refuse mount-unit "systemctl show $unit: ${output:-exit status $status}" ;;
  esac
}
# end: mount-unit
