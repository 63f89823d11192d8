look "$mount"
[ "$mounts" -gt 0 ] || refuse not-mounted "nothing is mounted at $mount"
