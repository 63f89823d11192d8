// What a runbook names beside task and share: the way of the events, the evidence, a file, the gateway's address.
import type { Answers, Choice } from './answers.ts';
import { findEventLogGroups } from './find-events.ts';
import { findEvidenceBuckets, findFile, findLogGroups } from './find-rest.ts';
import type { BucketPlace, Pair } from './places.ts';

/** Each is undefined where it is noted as missing. */
export async function besidePair(
  answers: Answers,
  region: string,
  { share, task }: Pair,
  say: (line: string) => void,
) {
  const gatewayAddress =
    answers.given('gateway-address') ??
    share.address ??
    (await answers.text({
      flag: 'gateway-address',
      what: 'the address under which the servers mount the share (the gateway reports none)',
    }));
  const logGroup = await logGroupOf(answers, region, { share, task });
  const evidenceBucket = await evidenceBucketOf(answers, region, task.to);
  const found = answers.given('copy') === undefined ? await findFile(region, task.to) : undefined;
  const copy =
    found ?? (await answers.text({ flag: 'copy', what: 'a small file, relative to the mount' }));
  const shown = [logGroup, evidenceBucket, copy].map((one) => one ?? '?');
  say(`  events ${shown[0]}, evidence ${shown[1]}, test files like ${shown[2]}`);
  return { gatewayAddress, logGroup, evidenceBucket, copy };
}

/** The one that a rule fills. Any other may be another migration's: it is named, and never taken without a question. */
async function logGroupOf(
  answers: Answers,
  region: string,
  { share }: Pair,
): Promise<string | undefined> {
  const question = {
    flag: 'log-group',
    what: "the log group to which EventBridge writes the share's events",
  } as const;
  if (answers.given('log-group') !== undefined) return answers.text(question);
  const filled = await findEventLogGroups(share);
  if (filled.length > 0) return answers.choice(question, filled.map(plain));
  const there = await findLogGroups(region);
  const named = there.length === 0 ? '' : `; there is ${there.slice(0, 5).join(', ')}`;
  const why = `no enabled rule brings them into one; infra/cutover.yml makes both${named}`;
  return answers.text({ ...question, what: `${question.what} (${why})` });
}

async function evidenceBucketOf(
  answers: Answers,
  region: string,
  to: BucketPlace,
): Promise<string | undefined> {
  const question = {
    flag: 'evidence-bucket',
    what: 'the bucket where servers may leave long outputs (infra/cutover.yml makes it)',
  } as const;
  if (answers.given('evidence-bucket') !== undefined) return answers.text(question);
  const found = await findEvidenceBuckets(region, to.bucket);
  return found.length > 0 ? answers.choice(question, found.map(plain)) : answers.text(question);
}

const plain = (name: string): Choice<string> => ({ names: [name], shown: name, value: name });
