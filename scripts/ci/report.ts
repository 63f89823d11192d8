// What .ci/run says at its end: how long each check and each test file took, what failed, and how many tests passed.

/** One check as .ci/run notes it. */
export interface Check {
  readonly name: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** What is used of jest's JSON. */
export interface TestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Test files that could not even be loaded. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface Report {
  /** The last one is `N passed, N failed`. */
  readonly lines: readonly string[];
  readonly ok: boolean;
}

interface Surroundings {
  readonly root: string;
  /** The lines are read by GitHub Actions: failed checks become annotations, long lists are folded. */
  readonly github: boolean;
}

const DEAREST = 10;

/** Reads the lines `name status milliseconds`; throws an Error where a line is none. */
export function readChecks(text: string): Check[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', status, milliseconds] = /^([a-z]+) (\d+) (\d+)$/.exec(line) ?? [];
      if (name === '') throw new Error(`expected "name status milliseconds", got '${line}'`);
      return { name, status: Number(status), milliseconds: Number(milliseconds) };
    });
}

/** The report; `results` is undefined where jest wrote none. No check at all, or tests that ran none, is a failure. */
export function report(
  checks: readonly Check[],
  results: TestResults | undefined,
  surroundings: Surroundings,
): Report {
  const tests = checks.find(({ name }) => name === 'tests');
  const { passed, failed } = tests === undefined ? { passed: 0, failed: 0 } : counted(results);
  const wrong = checks
    .filter(({ name, status }) => status !== 0 || (name === 'tests' && failed + passed === 0))
    .map(({ name }) => name);
  // Jest says success, and yet a test failed: believe the count.
  if (failed > 0 && !wrong.includes('tests')) wrong.push('tests');
  const lines = [
    '',
    'seconds by check',
    ...checks.map(({ name, milliseconds }) => row(milliseconds, name)),
    ...(tests === undefined ? [] : ofTests(results, surroundings)),
    ...(wrong.length === 0 ? [] : ['', `failed: ${wrong.join(' ')}`]),
    ...(surroundings.github ? wrong.map(annotation) : []),
    ...(checks.length === 0 ? ['no check ran'] : []),
    '',
    `${passed} passed, ${tests !== undefined && failed + passed === 0 ? 1 : failed} failed`,
  ];
  return { lines, ok: wrong.length === 0 && checks.length > 0 };
}

/** A test file that could not be loaded counts as one failed test, and so does a jest that left no results. */
function counted(results: TestResults | undefined): { passed: number; failed: number } {
  if (results === undefined) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = results;
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

function ofTests(results: TestResults | undefined, { root, github }: Surroundings): string[] {
  const files = (results?.testResults ?? [])
    .map(({ name, startTime, endTime, ...rest }) => ({
      ...rest,
      file: name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name,
      milliseconds: endTime - startTime,
    }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
  if (files.length === 0) return ['', 'no test ran'];
  const rows = files.map(({ file, milliseconds }) => row(milliseconds, file));
  const together = files.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const title = `seconds by test file (${files.length} files, ${seconds(together)} together)`;
  const failures = files.flatMap(({ file, status, assertionResults }) => {
    const names = assertionResults.filter((one) => one.status === 'failed');
    if (names.length === 0 && status === 'failed') return [`  ${file}: could not be run`];
    return names.map(({ fullName }) => `  ${file}: ${fullName.replaceAll('\n', ' ')}`);
  });
  return [
    '',
    ...(github ? [`::group::${title}`, ...rows, '::endgroup::'] : [title, ...rows]),
    '',
    `the ${Math.min(DEAREST, rows.length)} dearest test files`,
    ...rows.slice(0, DEAREST),
    ...(failures.length === 0 ? [] : ['', 'failed tests', ...failures]),
  ];
}

const annotation = (name: string): string =>
  `::error title=${name}::The check ${name} failed: its group in this log says why; ".ci/run ${name}" repeats it.`;

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
const row = (milliseconds: number, name: string): string =>
  `${seconds(milliseconds).padStart(8)}  ${name}`;
