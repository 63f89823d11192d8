rm -f -- "$marker"
emit removed absent
exit 0
