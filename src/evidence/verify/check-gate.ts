// The approvals against the rules of the gates.
import type { Runbook } from '../../runbook/runbook.ts';
import type { Evidence } from '../evidence.ts';
import { gateCount } from '../gate-count.ts';
import type { Fault } from './fault.ts';

const WHERE = 'the gate';

/** What of the approvals breaks a rule: too few people, somebody who started the run, or another count than the report's. */
export function checkGate(evidence: Evidence): readonly Fault[] {
  const { approvals, attempt, gate, records } = evidence;
  const passed = records.some(({ job }) => job === 'cutover');
  const counted = gateCount(evidence.runbook as Runbook, approvals, records, attempt);
  const faults: Fault[] = [];
  const same =
    gate.passed === passed &&
    gate.met === counted.met &&
    gate.quorum === counted.quorum &&
    gate.people.join('\n') === counted.people.join('\n') &&
    gate.unproven.join('\n') === counted.unproven.join('\n');
  if (!same)
    faults.push({
      where: WHERE,
      says: `expected the count of its approvals (${counted.says}), got another`,
    });
  if (!passed) return faults;
  if (!counted.met) faults.push({ where: WHERE, says: `was passed with ${counted.says}` });
  const starters = new Set(
    records.flatMap(({ chain }) => chain.startedBy.map((name) => name.toLowerCase())),
  );
  for (const user of counted.people)
    if (starters.has(user.toLowerCase()))
      faults.push({
        where: WHERE,
        says: `the approval of ${user} does not count: ${user} started the run`,
      });
  return faults;
}
