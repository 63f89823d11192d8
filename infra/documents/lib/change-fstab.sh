# begin: change-fstab
. ../lib/old-line.sh

keep_fstab() {
  [ ! -f "$fstab_before" ] || return 0
  (umask 077 && cp -- "$fstab" "$fstab_before.new") && bounded sync "$fstab_before.new" &&
    mv -f -- "$fstab_before.new" "$fstab_before"
}

# Makes the new fstab beside the old one: same owner and mode, one line changed, no newline more at its end.
prepare_fstab() {
  rm -f -- "$new_fstab"
  cp -p -- "$fstab" "$new_fstab" || return 1
  fstab_mode=replace fstab_path=$mount fstab_line=$1 fstab_comment=$2 \
    awk "$fstab_awk" <"$fstab" >"$new_fstab" || return 1
  if [ -n "$(tail -c 1 -- "$fstab")" ]; then truncate -s -1 -- "$new_fstab" || return 1; fi
  fstab_get line "$new_fstab" "$mount"
  [ "$value" = "$1
" ] || return 1
  bounded sync "$new_fstab" || return 1
}

# Puts line $1 there, and comment $2 above it, unless it is empty. reload_units follows, once.
set_fstab_line() {
  fstab_get line "$fstab" "$mount"
  if [ "$value" = "$1
" ]; then return 0; fi
  keep_fstab || return 1
  prepare_fstab "$1" "$2" || return 1
  still_owner
  mv -f -- "$new_fstab" "$fstab" || return 1
  bounded sync "${fstab%/*}"
}

# systemd makes a unit of each line: one that it has not read again would mount the old server. It looks at what is
# mounted, and so it hangs as long as another mount of a dead server is there.
reload_units() {
  command -v systemctl >/dev/null 2>&1 || return 0
  attempt bounded systemctl daemon-reload
  case $status:$output in
    0:*) ;;
    # This server has another init.
    *'not been booted with systemd'*) ;;
    *)
      output="systemctl daemon-reload: ${output:-exit status $status}"
      return 1
      ;;
  esac
}

# Once the old line is back, nothing is kept.
forget_fstab() {
  rm -f -- "$fstab_before" "$fstab_before.new" "$new_fstab"
}
# end: change-fstab
