emit removed absent
exit 0
