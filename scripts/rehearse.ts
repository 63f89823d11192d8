// npm run rehearse: the whole cutover of a runbook, gates and all, in a lab on this machine.
import { fileURLToPath } from 'node:url';
import { failureInWords } from './rehearse/failure.ts';
import { building, heading } from './rehearse/heading.ts';
import { painter, wantsColour } from './rehearse/style.ts';
import { readOptions, USAGE } from './rehearse/options.ts';
import type { Options } from './rehearse/options.ts';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  let options: Options | undefined;
  try {
    options = readOptions(argv, REPOSITORY);
    if (options === undefined) {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    refuseUnanswerable(options);
  } catch (error) {
    complain(error);
    return 1;
  }
  try {
    const { stdout } = process;
    // A reader that has gone is no fault: the rehearsal looks whether there is one, and ends.
    stdout.on('error', () => undefined);
    const paint = painter(wantsColour(stdout.isTTY, process.env));
    const { text, done } = building(paint);
    stdout.write(heading(options, paint) + text);
    const { rehearse } = await import('./rehearse/rehearsal.ts');
    return await rehearse(options, REPOSITORY, () => void stdout.write(done));
  } catch (error) {
    complain(error);
    return 1;
  }
}

/** A gate that nobody can answer would wait for ever: said before anything starts. */
function refuseUnanswerable({ answer, until }: Options): void {
  const { stdin, stdout, platform } = process;
  if (platform !== 'linux')
    throw new Error(`the lab's servers are Linux folders: expected linux, got ${platform}`);
  if (until !== 'cutover' || answer !== undefined || (stdin.isTTY && stdout.isTTY)) return;
  throw new Error(
    'the gate asks in the terminal, and this is none: expected --approve or --deny, got neither',
  );
}

function complain(error: unknown): void {
  process.stderr.write(`rehearse: ${failureInWords(error)}\n`);
}
