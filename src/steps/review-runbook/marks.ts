// What a reviewer must look at first, in runbooks and in everything else, in one order.
import { risks } from '../../runbook/changes/change-words.ts';
import type { Place } from '../../github/output.ts';

/** Marks of what is not in a runbook, gravest first. */
const OF_RIGHTS = ['weaker review', 'more rights', 'other trigger'] as const;
const OF_CODE = [
  'symbolic link',
  'other workflow',
  'other roles',
  'other commands on servers',
] as const;

type Risk = (typeof risks)[number];

export type MarkName = Risk | (typeof OF_RIGHTS)[number] | (typeof OF_CODE)[number];

export interface Mark {
  readonly name: MarkName;
  /** One sentence, its texts of others not escaped yet. */
  readonly says: string;
  readonly place: Place;
}

const gates: readonly Risk[] = ['new runbook', 'weaker gate'];

const GRAVEST_FIRST: readonly MarkName[] = [
  ...gates,
  ...OF_RIGHTS,
  ...risks.filter((risk) => !gates.includes(risk)),
  ...OF_CODE,
];

/** The gravest first; equal ones keep their order. */
export function byGravity(marks: readonly Mark[]): readonly Mark[] {
  const weight = ({ name }: Mark): number => GRAVEST_FIRST.indexOf(name);
  return marks.toSorted((a, b) => weight(a) - weight(b));
}
