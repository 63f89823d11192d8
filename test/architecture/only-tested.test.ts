// What tests alone use is found, whichever way it hangs together; what the product uses is not.
import { expect, test } from '@jest/globals';
import { onlyTested } from './only-tested.ts';
import { parseSource } from './sources.ts';

const check = (tree: Record<string, string>): string[] =>
  onlyTested(Object.entries(tree).map(([path, text]) => parseSource(path, text)));

const used = {
  'actions/plan/main.ts': `
    import { plan } from '../../src/steps/plan.ts';
    await plan();
  `,
  'scripts/lab.ts': `
    const { start } = await import('../lab/lab.ts');
    start();
  `,
  'lab/lab.ts': 'export const start = () => {};\n',
  'src/steps/plan.ts': `
    import * as texts from '../core/texts.ts';
    import { type Shape, inside as within } from '../core/shape.ts';
    export const judge = (shape: Shape) => within(shape);
    export const plan = async (): Promise<texts.Text> => texts.say(judge({ inside: 1 }));
  `,
  'src/core/shape.ts': `
    export interface Shape { inside: number }
    export function inside(shape: Shape) { return shape.inside; }
  `,
  'src/core/texts.ts': `
    export type Text = string;
    export const say = (some: unknown): Text => String(some);
  `,
};

test('nothing where actions and scripts reach all of it', () => {
  expect(check(used)).toEqual([]);
});

const fault = 'src/core/fault.ts';
const never = (names: string, path = fault): string =>
  `${path}: exports ${names}, which the product never uses`;

test.each<[name: string, added: Record<string, string>, found: string[]]>([
  ['that nobody imports', { [fault]: 'export const one = 1;\n' }, [never('one')]],
  [
    'that a test imports',
    {
      [fault]: 'export function one() {}\n',
      'test/core/fault.test.ts': "import { one } from '../../src/core/fault.ts';\none();\n",
    },
    [never('one')],
  ],
  [
    'that only another such export uses, in its own file and in others',
    {
      [fault]: 'export class One {}\nexport const two = new One();\n',
      'src/steps/more.ts': "import { two } from '../core/fault.ts';\nexport const three = two;\n",
    },
    [never('One'), never('two'), never('three', 'src/steps/more.ts')],
  ],
  [
    'whose name is another name elsewhere',
    {
      'src/core/texts.ts': `${used['src/core/texts.ts']}export const start = { say: 1 }.say;\n`,
      'src/core/shape.ts': `${used['src/core/shape.ts']}export type say = number;\n`,
    },
    [never('say', 'src/core/shape.ts'), never('start', 'src/core/texts.ts')],
  ],
  [
    'of the lab',
    {
      'lab/lab.ts': "import { x } from './x.ts';\nexport const start = () => x;\n",
      'lab/x.ts': 'export const x = 1;\nexport interface Y {}\n',
    },
    [never('Y', 'lab/x.ts')],
  ],
])('an export %s', (_, added, found) => {
  expect(check({ ...used, ...added })).toEqual(found);
});
