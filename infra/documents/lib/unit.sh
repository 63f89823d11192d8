# begin: unit
newline='
'

# Refuses $2, names of units with blanks between them, where one is not an application's own: what carries the server or
# this product is never stopped.
need_units() {
  case $2 in *[!A-Za-z0-9:_.@\ -]*) refuse bad-parameter "$1 is not a list of plain names of units" ;; esac
  for unit in $2; do
    case $unit in
      ssh.* | sshd.* | ssh@* | sshd@* | ssh-* | sshd-* | dbus.* | dbus-* | amazon-ssm-agent.* | snap.amazon-ssm-agent.* | \
        systemd-* | init.* | *getty@* | emergency.* | rescue.* | debug-shell.* | user@* | user-runtime-dir@* | network.* | \
        networking.* | NetworkManager* | nfs-client* | nfs-server* | nfs-idmapd* | nfs-mountd* | nfs-utils* | \
        nfs-cutover* | rpc-* | rpcbind.* | gssproxy.* | autofs.* | cloud-init* | cloud-config.* | cloud-final.* | polkit.*)
        refuse essential-unit "$unit is not the application's own: the server or this product needs it"
        ;;
      [.@-]* | *@.*) refuse bad-parameter "$1 has $unit, which is not the name of a unit" ;;
      *.service | *.socket | *.timer | *.path) ;;
      *) refuse bad-parameter "$1 has $unit, which is no service, socket, timer or path" ;;
    esac
    [ "${#unit}" -le 200 ] || refuse bad-parameter "$1 has a name that is too long: $unit"
  done
}

# What systemd says of unit $1. $unit_id is its own name, where $1 is another one of it; $unit_triggers can start it, and
# $unit_followers are stopped with it.
read_unit() {
  unit_id=$1 unit_load='' unit_active='' unit_type='' unit_file='' unit_condition='' unit_triggers='' unit_followers=''
  attempt bounded systemctl show \
    -p Id,LoadState,ActiveState,Type,UnitFileState,ConditionResult,TriggeredBy,RequiredBy,BoundBy,ConsistsOf -- "$1"
  [ "$status" -eq 0 ] || refuse no-systemd "systemctl show $1: ${output:-exit status $status}"
  while IFS='=' read -r unit_property value; do
    case $unit_property in
      Id) unit_id=$value ;;
      LoadState) unit_load=$value ;;
      ActiveState) unit_active=$value ;;
      Type) unit_type=$value ;;
      UnitFileState) unit_file=$value ;;
      ConditionResult) unit_condition=$value ;;
      TriggeredBy) unit_triggers=$value ;;
      RequiredBy | BoundBy | ConsistsOf) unit_followers="$unit_followers $value" ;;
    esac
  done <<END
$output
END
}

# Whether it serves, or is about to. A job that ends by itself does neither: what has started it starts it again.
is_up() {
  case $unit_active:$unit_type in
    activating:oneshot) return 1 ;;
    active:* | activating:* | reloading:* | refreshing:*) return 0 ;;
    *) return 1 ;;
  esac
}
# end: unit
