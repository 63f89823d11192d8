look_at "$folder"
case $kind in
  folder | link) ;;
  denied) refuse denied "$output" ;;
  *) refuse no-folder "there is no folder for the target $target: $kind" ;;
esac
