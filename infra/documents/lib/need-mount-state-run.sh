need_path MountPath "$mount"
need_path StatePath "$state"
need_run "$run"
