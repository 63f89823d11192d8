# begin: fstab-line
# Makes $line: export $1, type $2, options $3 and, of the line that is there, the last two fields.
compose_line() {
  fstab_get field5 "$fstab" "$mount"
  dump=${value:-0}
  fstab_get field6 "$fstab" "$mount"
  pass=${value:-0}
  line=$(fstab_export=$1 fstab_path=$mount awk '
    function encoded(text,   out, i, c) {
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == " ") c = "\\040"
        else if (c == "\t") c = "\\011"
        else if (c == "\n") c = "\\012"
        else if (c == "\\") c = "\\134"
        out = out c
      }
      return out
    }
    BEGIN { printf "%s %s", encoded(ENVIRON["fstab_export"]), encoded(ENVIRON["fstab_path"]) }')
  line="$line $2 $3 $dump $pass"
}

. ../lib/carry-options.sh

need_change_parameters() {
  need_path ProcPath "$proc"
  need_path MountPath "$mount"
  . ../lib/need-fstab-state-lock-run.sh
  for export_name in "$source_export" "$gateway_export"; do
    case $export_name in
      -* | '') refuse bad-parameter 'an export is empty or begins with -' ;;
      *:/*) ;;
      *) refuse bad-parameter "not an export (host:/path): $export_name" ;;
    esac
  done
  if same_export "$source_export" "$gateway_export"; then
    refuse bad-parameter 'SourceExport and GatewayExport are the same'
  fi
  case $options_given in
    -* | *[!!-~]*) refuse bad-parameter 'Options has a blank or another byte that fstab cannot hold' ;;
  esac
  reported=
}
# end: fstab-line
