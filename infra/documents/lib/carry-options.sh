# Adds to $gateway_options what the source's options $1 say of the mount point and not of the server: it stays with the
# mount point, unless the runbook says otherwise. $carried is what it adds. $left is what the gateway's line has neither
# as it is nor with another value. A value between quotes may hold commas.
carry_options() {
  carried='' left='' given=,$gateway_options, rest=$1,
  while [ -n "$rest" ]; do
    option=${rest%%,*}
    rest=${rest#*,}
    case $option in
      *=\"*\") ;;
      *=\"*)
        option=$option,${rest%%\"*}\"
        rest=${rest#*\"}
        rest=${rest#,}
        ;;
    esac
    case $given in
      *,"$option",* | *,"${option#no}",* | *,no"$option",* | *,"${option%%=*}"=*) continue ;;
    esac
    case $option in
      nosuid | suid | nodev | dev | noexec | exec | nosymfollow) ;;
      nofail | noauto | _netdev | user | users | x-* | comment=* | *context=*) ;;
      '' | defaults | rw | ro | auto | nouser | async | relatime) continue ;;
      *)
        left=$left${left:+,}$option
        continue
        ;;
    esac
    gateway_options=$gateway_options,$option
    carried=$carried${carried:+,}$option
  done
}
