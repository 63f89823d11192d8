# begin: probe
# $probe: the file to try, in a folder in which the application's user writes.
need_probe_folder() {
  probe=$mount/.nfs-cutover-probe-$run
  [ -n "$folder" ] || return 0
  need_inside "$mount/$folder"
  look_at "$mount/$folder/."
  case $kind in
    folder) ;;
    denied) refuse denied "$output" ;;
    *) refuse no-folder "there is no folder $folder below $mount to try to write in" ;;
  esac
  probe=$mount/$folder/.nfs-cutover-probe-$run
}

# Tries to write a file as the application's user; status and text as attempt leaves them.
probe_write() {
  attempt as_user touch -- "$probe"
  [ "$status" -ne 137 ] || output="no answer within $limit s"
}

remove_probe() {
  attempt as_user rm -f -- "$probe"
  [ "$status" -eq 0 ] || refuse probe-other "the probe could not be removed: $output"
}

# Shows that the application's user can write, or refuses.
prove_open() {
  need_probe_folder
  probe_write
  emit probe "$output"
  [ "$status" -eq 0 ] || refuse probe-failed "$output"
  remove_probe
}

# $closed: yes where a write fails with EROFS alone. 'permission denied' would say nothing about the next writer.
probe_closed() {
  probe_write
  emit probe "$output"
  case $status:$output in
    0:*) closed=no && remove_probe ;;
    *'Read-only file system'*) closed=yes ;;
    *) closed=unknown ;;
  esac
}
# end: probe
