// The three layers as a picture, and the same numbers as a table.
import { formatBytes } from '../../core/values/bytes.ts';
import { utc } from '../../core/values/instant.ts';
import type { Night } from './evidence.ts';
import { grouped, html, inEnglish, quoted, say, told, word, words } from './html.ts';
import type { Html, Said } from './html.ts';
import { layersOf } from './layers.ts';
import type { Layer, Shares } from './layers.ts';
import { table } from './table.ts';

const KINDS = ['proven', 'differing', 'unproven', 'aside'] as const;

/** Boxes beside each other, or below each other on a phone, with what DataSync and the refreshes did between them. */
export function layersPicture(night: Night): Html {
  const layers = layersOf(night);
  return html`<div>${picture(night, layers, 'wide')}${picture(night, layers, 'narrow')}</div>
    <p class="note">${legend()} ${word('layers.aside-means')}</p>
    ${numbers(layers)}`;
}

const BOX = { width: 250, height: 122, gap: 85, between: 34 };

function picture(night: Night, layers: readonly Layer[], form: 'wide' | 'narrow'): Html {
  const wide = form === 'wide';
  const box = { ...BOX, width: wide ? BOX.width : 338 };
  const [width, height] = wide
    ? [3 * box.width + 2 * box.gap, box.height + 2]
    : [340, 3 * box.height + 2 * box.between + 2];
  const place = (i: number): readonly [number, number] =>
    wide ? [1 + i * (box.width + box.gap - 1), 1] : [1, 1 + i * (box.height + box.between)];
  const title = say('layers.picture');
  return html`<svg
    class="${form}"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-labelledby="layers-${form}"
  >
    <title id="layers-${form}" ${told(title)}>${inEnglish(title)}</title>
    ${layers.map((layer, i) => boxOf(layer, place(i), box.width))}${ways(night).map((way, i) =>
      arrow(way, place(i + 1), wide),
    )}
  </svg>`;
}

function boxOf(layer: Layer, [x, y]: readonly [number, number], width: number): Html {
  const { held, name, place, shares } = layer;
  const left = x + 14;
  const many =
    held === undefined
      ? undefined
      : say(name === 'bucket' ? 'layers.objects' : 'layers.paths', held);
  const bytes = layer.bytes === undefined ? '' : formatBytes(layer.bytes);
  return html`<rect
      class="box"
      x="${x}"
      y="${y}"
      width="${width - 2}"
      height="${BOX.height - 2}"
      rx="6"
    />
    ${line(say(`layers.${name}`), [left, y + 24], 'name')}
    <text class="place" x="${left}" y="${y + 42}">${fitted(place)}</text>
    ${many === undefined ? undefined : line(many, [left, y + 68], 'many')}
    ${bytes === '' ? undefined : html`<text class="many bytes" x="${x + width - 16}" y="${y + 68}" text-anchor="end">${bytes}</text>`}
    ${name === 'source' ? undefined : shareBar(shares, [left, y + 82], width - 30)}`;
}

/** Both ends of a long place: the end tells two shares of one gateway apart. */
const fitted = (place: string): string =>
  place.length > 34 ? `${place.slice(0, 20)}…${place.slice(-12)}` : place;

const line = (said: Said, [x, y]: readonly [number, number], name: string): Html =>
  html`<text class="${name}" x="${x}" y="${y}" ${told(said)}>${inEnglish(said)}</text>`;

/** A bar of the shares; the smallest stays visible. */
function shareBar(
  shares: Shares | undefined,
  [x, y]: readonly [number, number],
  width: number,
): Html {
  const total = shares === undefined ? 0 : KINDS.reduce((sum, kind) => sum + shares[kind], 0);
  if (shares === undefined || total === 0)
    return line(say('layers.not-looked'), [x, y + 10], 'place');
  const some = KINDS.filter((kind) => shares[kind] > 0);
  const room = width - 4 * some.length;
  let begin = x;
  const bars = some.map((kind) => {
    const long = 4 + (room * shares[kind]) / total;
    const bar = html`<rect
      class="share is-${kind}"
      x="${begin.toFixed(1)}"
      y="${y}"
      width="${(long - 1).toFixed(1)}"
      height="10"
      rx="2"
    />`;
    begin += long;
    return bar;
  });
  const worst = some.find((kind) => kind !== 'proven');
  const right =
    worst === undefined
      ? undefined
      : html`<text class="place" x="${x + width}" y="${y + 28}" text-anchor="end"
          >${grouped(shares[worst])}
          <tspan ${told(say(`layers.${worst}`))}>${inEnglish(say(`layers.${worst}`))}</tspan></text
        >`;
  return html`${bars}<text class="place" x="${x}" y="${y + 28}"
      >${grouped(shares.proven)}
      <tspan ${told(say('layers.proven'))}>${inEnglish(say('layers.proven'))}</tspan></text
    >${right}`;
}

/** What brought the files from each layer to the next. */
function ways({ last }: Night): readonly (readonly string[])[] {
  const transfers = last
    .filter(({ step }) => step === 'run-datasync')
    .map(({ data }) => data as Transfer);
  const sum = (of: (data: Transfer) => number | undefined): number =>
    transfers.reduce((all, data) => all + (of(data) ?? 0), 0);
  const refreshes = last
    .filter(({ step }) => step === 'refresh-cache')
    .reduce((all, { data }) => all + (Array.isArray(data.events) ? data.events.length : 0), 0);
  return [
    [
      'DataSync',
      `+${grouped(sum(({ files }) => files?.done))}`,
      formatBytes(sum(({ bytes }) => bytes?.done)),
    ],
    ['RefreshCache', `×${refreshes}`],
  ];
}

interface Transfer {
  readonly files?: { readonly done?: number };
  readonly bytes?: { readonly done?: number };
}

/** An arrow that ends at a box, with what travelled on it. */
function arrow(way: readonly string[], [x, y]: readonly [number, number], wide: boolean): Html {
  if (!wide) {
    const [middle, begin] = [30, y - BOX.between];
    return html`<path class="way" d="M${middle} ${begin}V${y - 2}m-4 -6l4 6l4 -6" />
      <text class="place" x="${middle + 14}" y="${begin + 21}">${way.join(' · ')}</text>`;
  }
  const [middle, begin] = [y + BOX.height / 2, x - BOX.gap - 1];
  const centre = begin + BOX.gap / 2;
  const texts = way.map(
    (text, i) =>
      html`<text
        class="place"
        x="${centre}"
        y="${i === 0 ? middle - 8 : middle + 3 + i * 15}"
        text-anchor="middle"
        >${text}</text
      >`,
  );
  return html`<path class="way" d="M${begin} ${middle}H${x - 2}m-6 -4l6 4l-6 4" />${texts}`;
}

const legend = (): Html =>
  html`<span class="legend"
    >${KINDS.map((kind) => html`<span class="key"><span class="swatch is-${kind}"></span>${word(`layers.${kind}`)}</span>`)}</span
  >`;

function numbers(layers: readonly Layer[]): Html {
  const none = html`–`;
  return html`<details>
    <summary>${word('layers.table')}</summary>
    ${table({
      caption: say('layers.title'),
      heads: [
        'layers.layer',
        'layers.place',
        'layers.held',
        'layers.bytes',
        ...KINDS.map((kind) => `layers.${kind}` as const),
        'layers.when',
      ],
      numbers: [2, 3, 4, 5, 6, 7],
      rows: layers.map(({ bytes, held, name, place, shares, tree }) => [
        word(`layers.${name}`),
        quoted(place),
        held === undefined ? none : html`${grouped(held)}`,
        bytes === undefined ? none : html`${formatBytes(bytes)}`,
        ...KINDS.map((kind) => (shares === undefined ? none : html`${grouped(shares[kind])}`)),
        tree === undefined
          ? none
          : html`${utc(tree.record.startedAt)}<br />${words(say(tree.data.frozen === true ? 'layers.frozen' : 'layers.live'))}`,
      ]),
    })}
  </details>`;
}
