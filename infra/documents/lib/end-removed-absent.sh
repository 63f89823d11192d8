forget_made
emit removed absent
exit 0
