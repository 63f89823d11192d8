// The first screen: what an engineer on call and a change manager want to know in five seconds.
import { formatDuration } from '../../core/values/duration.ts';
import type { Downtime } from '../downtime.ts';
import { differencesInWords, standingDifferences } from './differences.ts';
import type { Night } from './evidence.ts';
import { grouped, html, quoted, raw, say, told, word, words } from './html.ts';
import type { Html } from './html.ts';
import { layersOf } from './layers.ts';
import { outcomeOf } from './outcome.ts';
import type { Mark } from './outcome.ts';
import { gapsOf } from './unproven.ts';

const MARKS: Readonly<Record<Mark, string>> = {
  check: 'M7 16.5l6 6L25 10',
  back: 'M13 8l-6 6l6 6M7 14h12a5.5 5.5 0 0 1 0 11h-5',
  stop: 'M9 16h14',
  cross: 'M10 10l12 12M22 10L10 22',
  question: 'M11.5 12.5a4.5 4.5 0 1 1 6.5 4c-1.4.8-2 1.5-2 3.2M16 24v.3',
  plan: 'M10 11h12M10 16h12M10 21h7',
};

/** Outcome, meaning, why, what next; then who, how long, how many; then what is not proven. */
export function firstScreen(night: Night): Html {
  const { mark, meaning, next, title, tone, why } = outcomeOf(night);
  return html`<div class="outcome is-${tone}">
      <svg class="mark" viewBox="0 0 32 32" width="56" height="56" aria-hidden="true">
        <circle cx="16" cy="16" r="15" />
        <path d="${raw(MARKS[mark])}" />
      </svg>
      <div>
        <h1>${words(title)}</h1>
        <p class="means">${words(meaning)}</p>
        ${next === undefined ? undefined : html`<p class="next">${words(next)}</p>`}${
          why === undefined
            ? undefined
            : html`<div class="why">
                <h2>${word('first.why')}</h2>
                <p>
                  <b>${quoted(`${why.record.job} / ${why.record.id}`, 80)}</b> ${quoted(why.text)}
                </p>
              </div>`
        }${
          night.doubt === undefined
            ? undefined
            : html`<div class="why">
                <h2>${word('first.doubt')}</h2>
                <p>${quoted(night.doubt)}</p>
              </div>`
        }
      </div>
    </div>
    <div class="facts">
      ${fact(decidedHead(night), decided(night))} ${fact(word('first.downtime'), downtime(night))}
      ${fact(word('first.files'), files(night))}
      ${fact(word('first.digest'), digest(night), 'digest')}
    </div>
    ${gaps(night)}`;
}

const fact = (name: Html, value: Html, style = ''): Html =>
  html`<div class="fact ${style}">
    <h2>${name}</h2>
    ${value}
  </div>`;

const rejections = ({ approvals }: Night): Night['approvals'] =>
  approvals.filter(({ state }) => state === 'rejected');

const decidedHead = (night: Night): Html =>
  word(
    night.state.ending === 'denied' && rejections(night).length > 0
      ? 'first.denied'
      : 'first.approved',
  );

function decided(night: Night): Html {
  const { counted, passedGate, runbook } = night;
  const denied = rejections(night);
  if (night.state.ending === 'denied' && denied.length > 0)
    return html`<p class="big">${names(denied.map(({ user }) => user))}</p>`;
  if (!passedGate) return html`<p class="big">${word('first.not-asked')}</p>`;
  const quorum = say('first.quorum', counted.people.length, counted.quorum);
  const who =
    night.approvals.length === 0
      ? word('first.not-known')
      : counted.people.length === 0
        ? word('first.nobody')
        : names(counted.people);
  return html`<p class="big">${who}</p>
    <p>${words(quorum)} · ${quoted(gatesOf(runbook), 120)}</p>`;
}

const gatesOf = ({ gates }: Night['runbook']): string =>
  [...gates.signOff, gates.cutover].join(', ');

const names = (of: readonly string[]): Html => quoted([...new Set(of)].join(', '), 120);

/** The longest stands large; each server has a line. */
function downtime({ downtime: all }: Night): Html {
  if (all.length === 0)
    return html`<p class="big">${word('first.none')}</p>
      <p>${word('first.no-downtime')}</p>`;
  const lengths = all.map(lengthOf);
  const known = lengths.filter((length) => length !== undefined);
  const longest =
    known.length === lengths.length
      ? html`${formatDuration(Math.max(...known) * 1000)}`
      : word('first.not-measured');
  const each = all.slice(0, SHOWN).map(({ server }, i) => {
    const length = lengths[i];
    const known =
      length === undefined ? word('first.not-measured') : html`${formatDuration(length * 1000)}`;
    // One length stands above already.
    return html`<li>${quoted(server, 60)}${all.length === 1 ? undefined : html`: ${known}`}</li>`;
  });
  const more = all.length > SHOWN ? html`<li>… ${grouped(all.length - SHOWN)}</li>` : undefined;
  return html`<p class="big">${longest}</p>
    <ul>
      ${each}${more}
    </ul>`;
}

const SHOWN = 6;

/** Seconds without service in all attempts; undefined where one of them was not measured. */
const lengthOf = ({ stretches }: Downtime): number | undefined =>
  stretches.reduce<number | undefined>(
    (sum, { seconds }) => (sum === undefined || seconds === null ? undefined : sum + seconds),
    0,
  );

function files(night: Night): Html {
  const [source, ...others] = layersOf(night);
  const proven = others.flatMap(({ shares }) => shares?.proven ?? []);
  if (proven.length === 0) return html`<p class="big">${word('first.no-files')}</p>`;
  const least = Math.min(...proven);
  const paths = say('first.paths', least, source.held ?? least);
  return html`<p class="big">${words(paths)}</p>
    <p>${differencesInWords(standingDifferences(night))}</p>`;
}

function digest({ digest: of }: Night): Html {
  if (of === undefined) return html`<p>${word('first.no-digest')}</p>`;
  const parts = of.match(/.{1,8}/g) ?? [];
  return html`<p><code>${parts.map((part) => html`${part}<wbr />`)}</code></p>`;
}

function gaps(night: Night): Html {
  const found = gapsOf(night);
  const items = found.map(
    ({ quote, said }) =>
      html`<li>
        ${words(said)}${quote === undefined ? undefined : html` ${quoted(quote, 400)}`}
      </li>`,
  );
  return html`<section class="gaps" id="gaps" aria-labelledby="gaps-title">
    <h2 id="gaps-title" ${told(say('gaps.title'))}>Not proven</h2>
    ${
      found.length === 0
        ? html`<p>${word('gaps.none')}</p>`
        : html`<ul>
            ${items}
          </ul>`
    }
  </section>`;
}
