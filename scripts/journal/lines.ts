// The journal as lines of a terminal of 80 columns.
import { shareId } from '../../src/core/requests/s3.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { utc } from '../../src/core/values/instant.ts';
import { detachedInWords, leaseInWords, meaningOf, nextAction } from '../../src/journal/words.ts';

export interface Journal {
  readonly place: string;
  /** ARN of the share. */
  readonly share: string;
  readonly entries: readonly Entry[];
}

const COLUMNS = 80;
const LABEL = 11;

/** Everything that a person needs, the newest first. */
export function journalLines({ place, share, entries }: Journal): readonly string[] {
  const newest = entries.at(-1);
  if (newest === undefined)
    return [
      ...labelled('Share', shareId(share)),
      ...labelled('Journal', place),
      ...labelled('State', 'none: no run has claimed a migration of this share'),
      ...labelled('Next', 'Start the workflow Cutover.'),
    ];
  return [
    ...labelled('Migration', `${newest.migration}, round ${newest.round}, epoch ${newest.epoch}`),
    ...labelled('Share', shareId(share)),
    ...labelled('Runbook', `${newest.runbook} of ${newest.repository}`),
    ...labelled('Journal', place),
    ...labelled('State', `${newest.state}. ${meaningOf(newest.state)}`),
    ...(newest.intent === null ? [] : labelled('Intent', newest.intent)),
    ...labelled('Owner', ownerOf(newest)),
    ...(newest.owner.link === null ? [] : labelled('', newest.owner.link)),
    ...labelled('Lease', leaseInWords(newest)),
    ...(newest.detached === undefined ? [] : labelled('Lazily', detachedInWords(newest.detached))),
    ...settledLines(newest),
    ...labelled('Next', nextAction(newest)),
    '',
    'History',
    ...[...entries].reverse().map(historyLine),
  ];
}

function settledLines({ settled }: Entry): readonly string[] {
  if (settled === null) return [];
  const { decision, by, ticket, reason } = settled;
  return labelled('Settled', `${decision}, by ${by}, ${ticket}: ${reason}`);
}

const ownerOf = ({ owner: { run, attempt, job } }: Entry): string =>
  `run ${run}, attempt ${attempt}, job ${job}`;

/** `    3  2026-11-30 02:01:00 UTC  proven               run 1001.1` */
function historyLine(entry: Entry): string {
  const { sequence, at, leaseEnd, state, owner } = entry;
  const who = `run ${owner.run}.${owner.attempt}${leaseEnd === at ? ', given back' : ''}`;
  return `${String(sequence).padStart(5)}  ${utc(at)}  ${state.padEnd(19)}  ${who}`;
}

/** A label, and its text broken at spaces; a word that is too long, such as a link, stays whole. */
function labelled(label: string, text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && LABEL + longer.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((one, i) => `${(i === 0 ? label : '').padEnd(LABEL)}${one}`);
}
