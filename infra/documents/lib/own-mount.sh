# With $own_export the tree is listed through a mount of its own: read-only, in a mount namespace that ends with this
# script, and with a superblock of its own, so that nothing comes out of this server's cache. The script begins again
# inside of it, with the folder as its second word. What the server unmounts is unmounted in that namespace, too: a listing
# that outlives its runner holds neither side.
decode OwnExport '{{ OwnExport }}'
own_export=$value
decode FstabPath '{{ FstabPath }}'
fstab=$value

list_inside() {
  [ -f "$0" ] || fail "the script is not a file: $0"
  folder=$(mktemp -d -- "${TMPDIR:-/tmp}/nfs-cutover.XXXXXX")
  chmod 711 "$folder"
  status=0
  unshare -m --propagation slave sh "$0" inside "$folder" || status=$?
  rmdir -- "$folder" || :
  exit "$status"
}

mount_own() {
  find_old_line "$own_export"
  limit=60
  attempt bounded mount -n -t "${source_fstype:-nfs}" -o "${source_options:-defaults},ro,nosharecache,fg,retry=0" \
    "$own_export" "$1"
  limit=20
  case $status in
    0) ;;
    137) refuse hung "$own_export was not mounted within 60 s" ;;
    *) refuse mount-failed "$own_export could not be mounted once more: $output" ;;
  esac
  mount=$1
}
