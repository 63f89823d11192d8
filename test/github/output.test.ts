// What reaches the log and the annotations: no text of others starts a workflow command, and none moves a line.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const OUTPUT = join(import.meta.dirname, '../../src/github/output.ts');

/** What one of them writes, in a process of its own. */
function written(name: 'say' | 'warn' | 'complain', text: string): string {
  const script = `const { ${name} } = await import(process.argv[1]); ${name}(process.argv[2], 'title');`;
  const args = ['--input-type=module', '-e', script, OUTPUT, text];
  return execFileSync(process.execPath, args, { encoding: 'utf8' });
}

const BEFORE = { say: '', warn: '::warning title=title::', complain: '::error title=title::' };
const END = { say: '�', warn: '%0A', complain: '%0A' };

test.each(['say', 'warn', 'complain'] as const)(
  '%s replaces control characters, line by line',
  (name) => {
    const end = END[name];
    expect(written(name, 'a\u001B[31mb\rc\u0085d\u2028e\n::error::x\n##[add-mask]y')).toBe(
      `${BEFORE[name]}a�[31mb�c�d�e${end}${name === 'say' ? '' : '\u200B'}::error::x${end}##\u200B[add-mask]y\n`,
    );
  },
);
