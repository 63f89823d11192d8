// report.html: evidence.json as one page for people. It needs no network, and runs nothing but its own script.
import { createHash } from 'node:crypto';
import { checkSection, driftSection, endSection, windowSection } from './checks.ts';
import { differencesSection } from './differences.ts';
import { nightOf } from './evidence.ts';
import type { Evidence, Night } from './evidence.ts';
import { firstScreen } from './first-screen.ts';
import { html, quoted, raw, say, told, word, words } from './html.ts';
import type { Html } from './html.ts';
import { layersPicture } from './layers-picture.ts';
import { script } from './look/script.ts';
import { style } from './look/style.ts';
import { approvalsSection, stepsSection } from './steps.ts';
import { section } from './table.ts';
import { timelinePicture } from './timeline-picture.ts';
import { english } from './words/english.ts';
import { japanese } from './words/japanese.ts';

/** The page of a run; equal evidence gives equal bytes. */
export function reportPage(evidence: Evidence): string {
  const night = nightOf(evidence);
  const data = JSON.stringify({ en: english, ja: japanese }).replaceAll('<', '\\u003c');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${raw(policy())}" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${titleOf(night)}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#report">${word('page.skip')}</a>
        ${head(night)}
        <main id="report">
          ${firstScreen(night)}
          ${timelineSection(night)}${layersSection(night)}${differencesSection(night)}${approvalsSection(night)}${windowSection(night)}${driftSection(night)}${endSection(night)}${stepsSection(night)}${checkSection(night)}
        </main>
        <footer>${words(say('foot.made', night.run))}</footer>
        ${raw(`<script type="application/json" id="words">${data}</script>`)}
        ${raw(`<script>${script}</script>`)}
      </body>
    </html> `.html;
}

/** Nothing is loaded, sent or run but the style and the script of the page, by their hashes. */
const policy = (): string =>
  [
    "default-src 'none'",
    `style-src '${hash(style)}'`,
    `script-src '${hash(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

const hash = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;

const titleOf = ({ run, runbook, state }: Night): string =>
  `${english[`ending.${state.ending}`]} · ${runbook.name} · ${run}`;

function head({ attempt, change, run, runbook, records }: Night): Html {
  const ticket =
    change === undefined || change.ticket === ''
      ? undefined
      : html` · ${quoted(change.ticket, 60)}`;
  const day = records[0]?.startedAt.slice(0, 10) ?? '';
  return html`<header>
    <div>
      <p class="what">${word('page.title')} · <b>${quoted(runbook.name, 80)}</b>${ticket}</p>
      <p class="quiet">
        ${quoted(runbook.description, 200)}. ${day} · ${quoted(run, 40)},
        ${words(say('page.attempt', attempt))}
      </p>
    </div>
    <div class="languages scripted" role="group" aria-label="Language / 言語">
      <button type="button" data-l="en" lang="en">English</button
      ><button type="button" data-l="ja" lang="ja">日本語</button>
    </div>
  </header>`;
}

const KEYS = ['work', 'aws', 'people', 'fail', 'unproven', 'source', 'down', 'gateway'] as const;

const timelineSection = (night: Night): Html =>
  section('timeline', 'time.title', [
    timelinePicture(night),
    html`<p class="note">
      <span class="legend"
        >${KEYS.map((kind) => html`<span class="key"><span class="swatch is-${kind}"></span><span ${told(say(`time.${kind}`))}>${english[`time.${kind}`]}</span></span>`)}</span
      >
      ${word('time.intro')} ${word('time.cut')}
    </p>`,
  ]);

const layersSection = (night: Night): Html =>
  section('layers', 'layers.title', [layersPicture(night)]);
