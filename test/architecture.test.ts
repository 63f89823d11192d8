// The shape of the code base is tested like its behaviour; each rule is shown to catch what it forbids.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { onlyTested } from './architecture/only-tested.ts';
import { violations } from './architecture/rules.ts';
import { readSources } from './architecture/sources.ts';

const repository = join(import.meta.dirname, '..');

test('the code base keeps its rules', () => {
  const files = readSources(repository);
  expect(files.length).toBeGreaterThan(20);
  expect(violations(files)).toEqual([]);
  expect(onlyTested(files)).toEqual([]);
});

describe('the rules catch', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'architecture-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const check = (tree: Record<string, string>): string[] => {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return violations(readSources(root));
  };

  const sound = {
    'src/core/errors.ts': "export const code = 'bad-input';\n",
    'src/core/clock.ts': 'export const now = () => Date.now();\n',
    'src/runbook/load.ts': "import { code } from '../core/errors.ts';\nexport const a = code;\n",
    'src/journal/state.ts':
      "import type { a } from '../runbook/load.ts';\nexport let b: typeof a;\n",
    'src/aws/s3.ts': "import { S3 } from '@aws-sdk/client-s3';\nexport const s3 = S3;\n",
    'src/steps/plan.ts': "import { s3 } from '../aws/s3.ts';\nexport const plan = s3;\n",
    'actions/plan/main.ts':
      "import { plan } from '../../src/steps/plan.ts';\nimport * as core from '@actions/core';\ncore.info(String(plan));\n",
    'lab/s3/store.ts':
      "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
  };

  test('nothing in a sound tree', () => {
    expect(check(sound)).toEqual([]);
  });

  const text = 'export const x = 1;\n';
  const faults: [name: string, path: string, text: string, found: string][] = [
    [
      'core that imports a middle folder',
      'src/core/x.ts',
      "import '../aws/s3.ts';\n",
      'may not import src/aws/s3.ts',
    ],
    [
      'middle folders that import each other',
      'src/aws/x.ts',
      "import '../runbook/load.ts';\n",
      'may not import src/runbook/load.ts',
    ],
    [
      'types that cross the same border',
      'src/reconcile/x.ts',
      "import type { a } from '../runbook/load.ts';\nexport let b: typeof a;\n",
      'may not import src/runbook/load.ts',
    ],
    [
      'a middle folder that imports steps',
      'src/github/x.ts',
      "import '../steps/plan.ts';\n",
      'may not import src/steps/plan.ts',
    ],
    [
      'a step that imports an action',
      'src/steps/x.ts',
      "import '../../actions/plan/main.ts';\n",
      'may not import actions/plan/main.ts',
    ],
    [
      'an action that imports another',
      'actions/x/main.ts',
      "import '../plan/main.ts';\n",
      'may not import actions/plan/main.ts',
    ],
    [
      'a lab that imports src',
      'lab/x.ts',
      "import '../src/core/errors.ts';\n",
      'may not import src/core/errors.ts',
    ],
    [
      'a lab that imports src dynamically',
      'lab/x.ts',
      "export const x = () => import('../src/core/errors.ts');\n",
      'may not import src/core/errors.ts',
    ],
    [
      'src that imports the lab',
      'src/steps/x.ts',
      "import '../../lab/s3/store.ts';\n",
      'may not import lab/s3/store.ts',
    ],
    [
      'the SDK outside src/aws',
      'src/steps/x.ts',
      "import { S3 } from '@aws-sdk/client-s3';\nexport const x = S3;\n",
      'may not use the package @aws-sdk/client-s3',
    ],
    [
      'smithy outside src/aws',
      'src/core/x.ts',
      "import '@smithy/util-retry';\n",
      'may not use the package @smithy/util-retry',
    ],
    [
      '@actions outside src/github and actions',
      'src/steps/x.ts',
      "import '@actions/core';\n",
      'may not use the package @actions/core',
    ],
    [
      'the SDK in the lab',
      'lab/x.ts',
      "import '@aws-sdk/client-s3';\n",
      'may not use the package @aws-sdk/client-s3',
    ],
    [
      'a file of 251 lines',
      'src/core/x.ts',
      text.repeat(251).replaceAll('x', () => 'y'),
      'has 251 lines, more than 250',
    ],
    [
      'Date.now',
      'src/steps/x.ts',
      'export const x = Date.now();\n',
      'uses Date.now outside the clock',
    ],
    [
      'new Date() without arguments',
      'src/steps/x.ts',
      'export const x = new Date();\n',
      'uses new Date() outside the clock',
    ],
    [
      'setTimeout',
      'actions/plan/x.ts',
      'setTimeout(() => {}, 1);\n',
      'uses setTimeout outside the clock',
    ],
    [
      'setInterval through globalThis',
      'src/aws/x.ts',
      'globalThis.setInterval(() => {}, 1);\n',
      'uses setInterval outside the clock',
    ],
    [
      'timers/promises',
      'src/aws/x.ts',
      "import { setTimeout as wait } from 'node:timers/promises';\nexport const x = wait;\n",
      'uses node:timers/promises outside the clock',
    ],
    [
      'Math.random',
      'src/aws/x.ts',
      'export const x = Math.random();\n',
      'uses Math.random outside the clock',
    ],
    [
      'Date.now in the lab',
      'lab/x.ts',
      'export const x = Date.now();\n',
      'uses Date.now outside the clock',
    ],
    ['a default export', 'src/core/x.ts', 'export default 1;\n', 'has a default export'],
    ['a default function', 'lab/x.ts', 'export default function x() {}\n', 'has a default export'],
    [
      'a barrel',
      'src/core/x.ts',
      "export { code } from './errors.ts';\n",
      'exports what another file defines',
    ],
    ['a drawer', 'src/core/utils.ts', text, 'a name that says nothing'],
    ['a name in another case', 'src/core/someThing.ts', text, 'not in kebab-case'],
  ];
  test.each(faults)('%s', (_, path, fault, found) => {
    expect(check({ ...sound, [path]: fault })).toEqual([`${path}: ${found}`]);
  });

  test('a cycle', () => {
    const found = check({
      'src/core/a.ts': "import './b.ts';\n",
      'src/core/b.ts': "import './c.ts';\n",
      'src/core/c.ts': "import './a.ts';\n",
    });
    expect(found).toEqual([
      'src/core/a.ts: imports itself (src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts)',
    ]);
  });

  test('but not words in comments, in texts, or a date with an argument', () => {
    const innocent =
      "// Date.now()\nexport const x = 'Math.random()';\nexport const y = new Date(0);\n";
    expect(check({ ...sound, 'src/steps/x.ts': innocent })).toEqual([]);
  });
});
