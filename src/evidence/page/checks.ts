// What was forecast and what came, what the servers said last, and how a reader checks all of it.
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import type { StepRecord } from '../../core/record.ts';
import { forecastIn } from '../forecast/phases.ts';
import type { Forecast } from '../forecast/phases.ts';
import { actualPhases } from '../forecast/words.ts';
import { at } from './evidence.ts';
import type { Night } from './evidence.ts';
import { html, quoted, say, word, words } from './html.ts';
import type { Html, Said } from './html.ts';
import { factPairs } from './steps.ts';
import { pairs, section, table } from './table.ts';
import type { Word } from './words/english.ts';

/** The change window beside the time in which the source was frozen; the forecast beside what came. */
export function windowSection({ records, runbook }: Night): Html {
  const planned = runbook.change.window;
  const frozen = frozenOf(records);
  const within =
    planned !== undefined &&
    frozen !== undefined &&
    frozen.from >= at(planned.notBefore) &&
    frozen.to <= at(planned.giveUpAt);
  return section('window', 'window.title', [
    pairs([
      [
        word('window.planned'),
        planned === undefined
          ? word('window.any')
          : html`${utc(planned.notBefore)} – ${utc(planned.notAfter)}`,
      ],
      ...(planned === undefined
        ? []
        : ([[word('window.give-up'), html`${utc(planned.giveUpAt)}`]] as const)),
      [
        word('window.frozen'),
        frozen === undefined
          ? word('window.not-frozen')
          : html`${utc(iso(frozen.from))} – ${utc(iso(frozen.to))},
            ${formatDuration(frozen.to - frozen.from)}${
              planned === undefined
                ? undefined
                : html`, ${word(within ? 'window.within' : 'window.outside')}`
            }`,
      ],
    ]),
    forecastTable(records),
  ]);
}

/** Each phase as it was forecast before the gate, and what it took; nothing where nobody was asked. */
function forecastTable(records: readonly StepRecord[]): Html {
  const forecast = forecastIn(records);
  if (forecast === undefined) return html``;
  const actual = actualPhases(records);
  const took = [...actual.values()].reduce((sum, ms) => sum + ms, 0);
  const row = (name: Word, of: Range, ms: number | undefined, source: string) => [
    word(name),
    rangeOf(of),
    ms === undefined
      ? word('forecast.not-run')
      : html`${formatDuration(ms)}${
          of.toMs !== undefined && ms > of.toMs ? html` (${word('forecast.longer')})` : undefined
        }`,
    quoted(source, 300),
  ];
  const all = forecast.unknown.length === 0 ? forecast : {};
  return html`<div>
    ${table({
      caption: say('window.forecast'),
      heads: ['forecast.phase', 'forecast.range', 'forecast.took', 'forecast.source'],
      rows: [
        ...forecast.phases.map((of) =>
          row(`forecast.${of.phase}`, of, actual.get(of.phase), of.source),
        ),
        row('forecast.all', all, actual.size === forecast.phases.length ? took : undefined, ''),
      ],
    })}
  </div>`;
}

type Range = Partial<Pick<Forecast, 'fromMs' | 'toMs'>>;

const rangeOf = ({ fromMs, toMs }: Range): Html =>
  fromMs === undefined || toMs === undefined
    ? word('forecast.unknown')
    : html`${formatDuration(fromMs)} – ${formatDuration(toMs)}`;

/** From the first freeze to the end of what ended it, by the times of the steps. */
function frozenOf(records: readonly StepRecord[]) {
  const first = records.find(
    ({ data, step }) => step === 'freeze-source' && Array.isArray(data.frozen),
  );
  const last = records.findLast(
    ({ data, step, verdict }) =>
      verdict === 'pass' &&
      ((step === 'switch-mount' && data.state === 'gateway') ||
        (step === 'freeze-source' && data.thawed !== undefined)),
  );
  if (first === undefined || last === undefined) return undefined;
  return { from: at(first.startedAt), to: at(last.endedAt) };
}

const iso = (instant: number): string => new Date(instant).toISOString();

/** Fields that differ from what was approved, if the evidence has them. */
export const driftSection = ({ drift = [] }: Night): Html | undefined =>
  drift.length === 0
    ? undefined
    : section('drift', 'drift.title', [anyTable(say('drift.title'), drift)]);

/** Objects as rows: their members are the columns. */
function anyTable(caption: Said, rows: readonly object[]): Html {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 8);
  if (columns.length === 0) return html``;
  const cell = (value: unknown): Html =>
    quoted(typeof value === 'string' ? value : JSON.stringify(value ?? ''), 300);
  const body = rows.slice(0, 200).map(
    (row) =>
      html`<tr>
        ${columns.map((name) => html`<td>${cell((row as Cells)[name])}</td>`)}
      </tr>`,
  );
  return html`<div>
    <table>
      <caption class="aloud">
        ${words(caption)}
      </caption>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${quoted(name, 60)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

type Cells = Readonly<Record<string, unknown>>;

/** What the servers and the journal said last. */
export const endSection = ({ standing = [] }: Night): Html | undefined =>
  standing.length === 0 ? undefined : section('end', 'end.title', [factPairs(standing)]);

/** Prints the digest of the evidence, with what Node has: the file is canonical JSON. */
export const CHECK = `node -e 'const { digest, ...rest } = JSON.parse(require("fs").readFileSync("evidence.json")); console.log(require("crypto").createHash("sha256").update(JSON.stringify(rest)).digest("hex"))'`;

/** Every digest that the records have, and the command that computes that of the evidence again. */
export function checkSection(night: Night): Html {
  const rows = [
    ...(night.digest === undefined ? [] : [[word('check.evidence'), night.digest] as const]),
    ...night.last.flatMap(digestsOf),
  ];
  return section('check', 'check.title', [
    html`<p>${word('check.intro')}</p>
      <pre tabindex="0"><code>${CHECK}</code></pre>
      <p>${word('check.same')}</p>`,
    html`<div>
      ${table({
        caption: say('check.title'),
        heads: ['check.what', 'check.digest'],
        rows: rows.map(([what, digest]) => [what, html`<code class="hash">${digest}</code>`]),
      })}
    </div>`,
  ]);
}

function digestsOf({ data, id, job, step }: StepRecord): (readonly [Html, string])[] {
  const name = `${job} / ${id}`;
  const found: (readonly [Html, string])[] = [];
  if (step === 'plan' && typeof data.digest === 'string')
    found.push([word('check.plan'), data.digest]);
  const since = (data.recheck as Recheck | undefined)?.since?.digest;
  if (since !== undefined) found.push([words(say('check.proof', name)), since]);
  for (const { name: tree, sha256 } of (data.manifests ?? []) as readonly Manifest[])
    found.push([words(say('check.manifest', tree, name)), sha256]);
  return found;
}

interface Recheck {
  readonly since?: { readonly digest: string };
}
interface Manifest {
  readonly name: string;
  readonly sha256: string;
}
