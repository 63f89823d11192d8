need_path FstabPath "$fstab"
need_path StatePath "$state"
need_path LockPath "$lock"
need_run "$run"
