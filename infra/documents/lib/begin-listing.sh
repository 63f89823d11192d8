need_number LimitSeconds "$limit_seconds" $((LEAST_LISTING_SECONDS)) $((MOST_LISTING_SECONDS))
need_user
# The application comes first.
renice -n 10 -p $$ >/dev/null 2>&1 || :
