. ../lib/decode-run-state.sh
decode LockPath '{{ LockPath }}'
lock=$value
need_path StatePath "$state"
need_path LockPath "$lock"
need_run "$run"
