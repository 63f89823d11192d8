// The goals as a chart: how much of what a goal allows was needed. The line is the limit.
import type { GoalResult } from '../benchmark.ts';

const WIDTH = 860;
const LABEL = 400;
const ROW = 26;
const TOP = 48;
/** Bars end here: what is far above the limit is said in words. */
const MOST = 1.6;
const UNIT = (WIDTH - LABEL - 90) / MOST;
const LIMIT = (LABEL + UNIT).toFixed(1);

/** An SVG with a bar per goal that was measured. It reads on light and on dark ground. */
export function chart(goals: readonly GoalResult[]): string {
  const bars = goals.filter((one) => one.share !== undefined);
  const height = TOP + bars.length * ROW + 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Performance goals: share of the limit that was needed" font-family="system-ui, sans-serif" font-size="13">
  <style>
    text { fill: #1f2328 } .met { fill: #2da44e } .missed { fill: #d1242f } .open { fill: #bf8700 } .limit { stroke: #57606a } .ground { fill: #fff }
    @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .met { fill: #3fb950 } .missed { fill: #f85149 } .open { fill: #d29922 } .limit { stroke: #8d96a0 } .ground { fill: #0d1117 } }
  </style>
  <rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>
  <text x="16" y="28" font-weight="600">Share of the limit that was needed: shorter is better</text>
  <text x="${LIMIT}" y="28" text-anchor="middle">limit</text>
  <line class="limit" x1="${LIMIT}" y1="36" x2="${LIMIT}" y2="${height - 10}" stroke-dasharray="4 3"/>
${bars.map(bar).join('\n')}
</svg>
`;
}

function bar({ goal, met, share = 0 }: GoalResult, index: number): string {
  const y = TOP + index * ROW;
  const width = Math.max(2, Math.min(share, MOST) * UNIT).toFixed(1);
  const percent = `${(share * 100).toFixed(0)} %`;
  return (
    `  <text x="16" y="${y + 14}">${escaped(goal)}</text>` +
    `<rect class="${met === 'met' ? 'met' : met === 'not met' ? 'missed' : 'open'}" x="${LABEL}" y="${y + 2}" width="${width}" height="16" rx="3"/>` +
    `<text x="${(LABEL + Number(width) + 6).toFixed(1)}" y="${y + 15}">${percent}</text>`
  );
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
