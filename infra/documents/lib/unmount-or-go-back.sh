if [ "$served" != none ] && ! unmount; then
  failure=$output
  find_holders
  emit holders "$holders"
  go_back busy "$failure"
fi
