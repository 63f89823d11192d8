# ---- By hand: somebody has started the copy that was kept on the server ----
begin_by_hand() {
  # Names that others have chosen reach root's terminal here: none of their bytes may command it.
  printable() {
    tr -c '\n -~' '?'
  }
  fail() {
    printf '%.4000s\n' "$1" | printable >&2
    exit 1
  }
  emit() {
    [ -n "$2" ] || return 0
    set -- "$1" "$(printf '%s' "$2" | printable)"
    case $1 in
      refusal) printf 'Refused: %s. ' "$2" ;;
      detail) printf '%s\n' "$2" ;;
      holders) printf 'These use %s. End them, then start this once more:\n%s\n' "$mount" "$2" ;;
      forced) printf 'The gateway %s does not answer: it is unmounted by force.\n' "$2" ;;
      forced-with) printf 'The calls of these mounts were ended with it:\n%s\n' "$2" ;;
      open-files) printf 'What these had not yet written through the gateway is lost:\n%s\n' "$2" ;;
      detached) printf 'The old mount stays in memory: boot this server as soon as you can.\n' ;;
      probe) printf 'The source is mounted for writing, but a write as %s fails, and nothing was started. Cure that, then start this once more.\n' "$user" ;;
      covered-closed) printf 'The folder below the mount still takes no files. %s\n' "$2" ;;
      reload) printf 'systemd has not read %s: run "systemctl daemon-reload". %s\n' "$fstab" "$2" ;;
    esac
  }
  case $* in '' | --although-confirmed) ;; *) refuse bad-parameter "expected nothing or --although-confirmed, got $*" ;; esac
  sum=$(sha256sum <"$state/restore") && read -r wanted before _ <"$state/restore.sha256" ||
    [ -n "${wanted-}" ] || refuse state-lost "$state/restore.sha256 is missing: go by docs/operations.md"
  case ${sum%% *} in
    "$wanted" | "$before") ;;
    *) refuse changed "$state/restore has been changed since it was put here: go by docs/operations.md" ;;
  esac
  switched_at=
  [ ! -f "$state/switched" ] || read -r _ switched_at _ <"$state/switched" || :
  switched_at=${switched_at#at=}
  if [ -f "$state/confirmed" ] && [ -z "$*" ]; then
    refuse confirmed "The gateway has served since $switched_at. What was written since then is not at the source, and applications would miss it. The workflow Rollback with undo-confirmed lists it. To go back without it: sh $state/restore --although-confirmed"
  fi
  # The next epoch, whatever this server knows: what was sent before does nothing here any more. The job that had it goes
  # above it without the journal, too.
  read_epoch
  [ "$known_epoch" -ge "$epoch" ] || known_epoch=$epoch
  epoch=$((known_epoch + 1)) nonce=by-hand-$(date -u +%Y%m%dT%H%M%SZ)-$$ approval=$known_approval
  owner=${known_owner:-$owner}
  owner=${owner%/*}/by-hand
}
[ "$by_hand" = no ] || begin_by_hand "$@"
