look_at "$folder"
case $kind in
  folder | link) ;;
  denied) refuse denied "$output" ;;
  *) refuse outside-mount "the folder of the target is not there: $kind" ;;
esac
