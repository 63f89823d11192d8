// The timeline as SVG: wide for a screen and for paper, narrow for a phone.
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import type { Night } from './evidence.ts';
import { cut, html, inEnglish, say, told } from './html.ts';
import type { Html, Said } from './html.ts';
import { timeScale } from './time-scale.ts';
import type { TimeScale } from './time-scale.ts';
import { timelineOf } from './timeline.ts';
import type { Bar, Lane, Timeline } from './timeline.ts';

interface Form {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  /** Where the bars begin; the names stand before them, or above them where there is no room. */
  readonly left: number;
  readonly lane: number;
  readonly bar: number;
  readonly room: number;
}

const WIDE: Form = { name: 'wide', width: 920, left: 168, lane: 28, bar: 14, room: 88 };
const NARROW: Form = { name: 'narrow', width: 340, left: 2, lane: 42, bar: 14, room: 74 };
const HEAD = 42;
const GAP = 14;

/** Both forms of it; the style shows the one that fits. */
export function timelinePicture(night: Night): Html {
  const timeline = timelineOf(night);
  if (timeline.jobs.length === 0)
    return html`<p ${told(say('time.none'))}>No step has left a record.</p>`;
  return html`<div>${picture(timeline, WIDE)}${picture(timeline, NARROW)}</div>`;
}

function picture({ jobs, servers }: Timeline, form: Form): Html {
  const { bar, lane, left, name, room, width } = form;
  const bars = jobs.flatMap((one) => one.bars);
  const scale = timeScale(
    bars.filter(({ kind }) => kind !== 'people'),
    { left, right: width - 2, room },
  );
  const top = HEAD + jobs.length * lane + GAP;
  const height = top + servers.length * lane + (bar - 8);
  const from = iso(Math.min(...bars.map((one) => one.from)));
  const to = iso(Math.max(...bars.map((one) => one.to)));
  const title = say('time.picture', utc(from), utc(to));
  return html`<svg
    class="${name}"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-labelledby="time-${name}"
  >
    <title id="time-${name}" ${told(title)}>${inEnglish(title)}</title>
    ${axis(scale, form, height)}${jobs.map((one, i) => laneOf(one, HEAD + i * lane, { form, scale }))}
    ${servers.map((one, i) => laneOf(one, top + i * lane, { form, scale }))}
  </svg>`;
}

/** Lines and labels of time; the day stands at the first of them, and where it changes. */
function axis({ cuts, ticks, x }: TimeScale, { width }: Form, height: number): Html {
  const seconds = ticks.some((tick) => tick % 60_000 !== 0);
  let day = '';
  const lines = ticks.map((tick) => {
    const text = iso(tick);
    const time = text.slice(11, seconds ? 19 : 16);
    const changed = text.slice(0, 10) !== day;
    day = text.slice(0, 10);
    const anchor = x(tick) > width - 44 ? 'end' : x(tick) < 30 ? 'start' : 'middle';
    return html`<line
        class="tick"
        x1="${px(x(tick))}"
        x2="${px(x(tick))}"
        y1="${HEAD - 6}"
        y2="${height}"
      />
      <text class="axis" x="${px(x(tick))}" y="${HEAD - 11}" text-anchor="${anchor}">${time}</text
      >${
        changed
          ? html`<text class="axis day" x="${px(x(tick))}" y="12" text-anchor="${anchor}"
              >${day}</text
            >`
          : undefined
      }`;
  });
  const marks = cuts.map(
    (at) =>
      html`<path
        class="cut"
        d="M${px(at - 5)} ${HEAD - 4}l4 8l-4 8M${px(at + 1)} ${HEAD - 4}l4 8l-4 8"
      />`,
  );
  return html`${lines}${marks}`;
}

interface Place {
  readonly form: Form;
  readonly scale: TimeScale;
}

function laneOf(lane: Lane, y: number, { form, scale }: Place): Html {
  const { bar, left } = form;
  const above = form.name === 'narrow';
  const inner = above ? y + 18 : y + (form.lane - bar) / 2;
  const [x, base, most] = above ? [left, y + 12, 44] : [0, inner + bar - 3, 24];
  const label =
    lane.name === undefined
      ? html`<text class="lane" x="${x}" y="${base}" ${told(say('time.approval'))}
          >${inEnglish(say('time.approval'))}</text
        >`
      : html`<text class="lane" x="${x}" y="${base}">${cut(lane.name, most)}</text>`;
  return html`${label}${lane.bars.map((one) => barOf(one, inner, { form, scale }))}`;
}

const TITLES: Readonly<Record<Bar['kind'], Said>> = {
  work: say('time.work'),
  aws: say('time.aws'),
  people: say('time.people'),
  source: say('time.source'),
  down: say('time.down'),
  gateway: say('time.gateway'),
};

/** Thin for what merely serves, so that the eye falls on what does not. */
function barOf({ from, kind, label, to, verdict }: Bar, y: number, { form, scale }: Place): Html {
  const [begin, end] = [scale.x(from), scale.x(to)];
  const serves = kind === 'source' || kind === 'gateway';
  const [top, height] = serves ? [y + form.bar / 2 - 2, 4] : [y, form.bar];
  // Steps that follow each other stay two bars, and a short one stays visible.
  const width = Math.max(1.5, end - begin - (serves ? 0 : 1));
  const text = label === '' ? inEnglish(TITLES[kind]) : label;
  return html`<rect
    class="${kind} is-${verdict}"
    x="${px(begin)}"
    y="${top}"
    width="${px(width)}"
    height="${height}"
    rx="2"
    ><title>${text}, ${formatDuration(to - from)}, ${utc(iso(from))}</title></rect
  >`;
}

const px = (value: number): string => String(Math.round(value * 10) / 10);

const iso = (instant: number): string => new Date(instant).toISOString();
