look_at_source() {
  look_served
}
. ../lib/remount-writable.sh
need_user
prove_open
open_covered
rm -f -- "$state/frozen" "$state/frozen.new"
. ../lib/noted-services.sh
. ../lib/start-units.sh
[ -z "$wanted" ] || [ "$status" -eq 0 ] || refuse service-not-started "$output"
rm -f -- "$state/services"
printable <<END
$mount comes from $at_source on this server, and takes writes: one as $user succeeded. Started: ${wanted:-nothing, because nothing was stopped}
Commands that were sent before now do nothing here any more: the epoch is $epoch.
Left to do:
- Do the same on every other server of the runbook, at once. One on the gateway and one on the source would both take writes.
- What was written through the gateway${switched_at:+ since $switched_at} is not at the source.
- When GitHub and AWS answer again: run the job rollback of run $run, or the workflow Rollback with undo-confirmed.
  It lists what was written through the gateway. No run may begin before.
END
