// The approvals against the rules of the gates.
import { digest } from '../../core/canonical-json.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { Evidence } from '../evidence.ts';
import { gateCount, hasPassedGate } from '../gate-count.ts';
import { nameOf } from './fault.ts';
import type { Fault } from './fault.ts';

const WHERE = 'the gate';

/** What of the approvals breaks a rule: too few people, somebody who started the run, or another count than the report's. */
export function checkGate(evidence: Evidence): readonly Fault[] {
  const { approvals, attempt, gate, records } = evidence;
  const passed = hasPassedGate(records);
  const counted = gateCount(evidence.runbook as Runbook, approvals, records, attempt);
  const faults: Fault[] = [...otherSubjects(records), ...unverified(records)];
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
  // What a step behind the gate has judged holds this already.
  const starters = records.some(({ step }) => step === 'verify-approval')
    ? []
    : records.flatMap(({ chain }) => chain.startedBy.map((name) => name.toLowerCase()));
  for (const user of counted.people)
    if (starters.includes(user.toLowerCase()))
      faults.push({
        where: WHERE,
        says: `the approval of ${user} does not count: ${user} started the run`,
      });
  return faults;
}

/** What was asked must be what its digest stands for: the comment of an approval names that digest. */
const otherSubjects = (records: Evidence['records']): readonly Fault[] =>
  records
    .filter(
      ({ data, step, verdict }) =>
        step === 'ask-approval' && verdict === 'pass' && digest(data.subject) !== data.digest,
    )
    .map((record) => ({ where: nameOf(record), says: 'its digest is not that of what was asked' }));

/** Behind a gate nothing goes on without the step that decides there; evidence of runs that asked nothing has none. */
function unverified(records: Evidence['records']): readonly Fault[] {
  const asked = records.some(({ step }) => step === 'ask-approval');
  const verified = records.some(
    ({ step, verdict }) => step === 'verify-approval' && verdict === 'pass',
  );
  if (!asked || verified || !hasPassedGate(records)) return [];
  return [{ where: WHERE, says: 'was passed, and no record says that the approval was verified' }];
}
