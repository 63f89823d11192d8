// Findings as people read them: the table of the summary, the lines of the log, and the one error.
import { CutoverError } from '../../core/errors.ts';
import { plain } from '../../core/text/markdown.ts';
import type { Finding, FindingState } from './finding.ts';
import { isNoProblem } from './preflight.ts';

const SYMBOL: Readonly<Record<FindingState, string>> = {
  pass: '✅',
  warn: '⚠️',
  fail: '❌',
  unproven: '❔',
};

/** `2 failed, 1 not proven, 1 warning, 40 passed`; leaves out zeros, except for what passed. */
export function inNumbers(findings: readonly Finding[]): string {
  const count = (state: FindingState): number =>
    findings.filter((one) => one.state === state).length;
  const warnings = count('warn');
  return [
    ...(count('fail') === 0 ? [] : [`${count('fail')} failed`]),
    ...(count('unproven') === 0 ? [] : [`${count('unproven')} not proven`]),
    ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? '' : 's'}`]),
    `${count('pass')} passed`,
  ].join(', ');
}

/** Markdown: problems first, then warnings, each with cause and cure in full; what passed is folded. */
export function preflightMarkdown(findings: readonly Finding[]): string {
  const shown = [...findings.filter((one) => !isNoProblem(one)), ...warningsOf(findings)];
  const passed = findings.filter(({ state }) => state === 'pass');
  return [
    ...(shown.length === 0 ? [] : [problemTable(shown)]),
    ...(passed.length === 0
      ? []
      : [
          `<details><summary>✅ ${passed.length} passed</summary>`,
          passTable(passed),
          '</details>',
        ]),
    '',
  ].join('\n\n');
}

const problemTable = (findings: readonly Finding[]): string =>
  [
    '| | Area | Check | Found | What to do |',
    '|---|---|---|---|---|',
    ...findings.map(
      ({ state, area, check, found, cure = '' }, i) =>
        `| ${SYMBOL[state]} | ${areaCell(findings, i, area)} | ${plain(check)} | ${plain(found)} | ${plain(cure)} |`,
    ),
  ].join('\n');

const passTable = (findings: readonly Finding[]): string =>
  [
    '| Area | Check | Found |',
    '|---|---|---|',
    ...findings.map(
      ({ area, check, found }, i) =>
        `| ${areaCell(findings, i, area)} | ${plain(check)} | ${plain(found)} |`,
    ),
  ].join('\n');

/** An area is named once, on its first row. */
const areaCell = (findings: readonly Finding[], i: number, area: string): string =>
  findings[i - 1]?.area === area ? '' : `**${area}**`;

/** One line for each problem and warning; what passed is counted by area. */
export function preflightLines(findings: readonly Finding[]): readonly string[] {
  const passed = Map.groupBy(
    findings.filter(({ state }) => state === 'pass'),
    ({ area }) => area,
  );
  return [
    ...findings.filter((one) => !isNoProblem(one)).map(line),
    ...warningsOf(findings).map(line),
    ...[...passed].map(([area, { length }]) => `${SYMBOL.pass} ${area}: ${length} passed`),
  ];
}

/** The warnings in words, as a record keeps them. */
export const preflightWarnings = (findings: readonly Finding[]): readonly string[] =>
  warningsOf(findings).map(sentence);

/** One error that names every problem, each with its cure; undefined if the run may go on. `what` was looked at. */
export function preflightError(
  findings: readonly Finding[],
  what: string,
): CutoverError | undefined {
  const problems = findings.filter((one) => !isNoProblem(one));
  if (problems.length === 0) return undefined;
  return new CutoverError('preflight', {
    what,
    expected: 'no check to fail and none to stay unproven',
    got: `${inNumbers(findings)}: ${problems.map((one, i) => `(${i + 1}) ${sentence(one)}`).join('; ')}`,
    cure: 'mend each and run this again; this step changed nothing',
  });
}

const warningsOf = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ state }) => state === 'warn');

const line = (finding: Finding): string => `${SYMBOL[finding.state]} ${sentence(finding)}`;

const sentence = ({ area, check, found, cure = '' }: Finding): string =>
  `${area}: ${check}: ${found} → ${cure}`;
