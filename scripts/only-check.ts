// The one option of the scripts that write generated files.

/**
 * True with `--check`: the script `npm run <command>` only compares. False without arguments: it writes. Anything else
 * ends the process with one error, before the script writes anything.
 */
export function onlyCheck(command: string): boolean {
  const given = process.argv.slice(2);
  if (given.length === 0) return false;
  if (given.length === 1 && given[0] === '--check') return true;
  console.error(
    `npm run ${command}: expected --check or no argument, got ${given.join(' ')}; it has written nothing, correct the command`,
  );
  process.exit(1);
}
