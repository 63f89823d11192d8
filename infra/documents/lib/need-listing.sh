[ -f "$spool/answer" ] || refuse no-listing "this run has no listing $label"
