tidy() {
  code=$?
  rm -rf -- "$work"
  (exit "$code") || leave
}
trap tidy EXIT
