// The command line of the review: which commits, against which base.
import { readArguments } from '../command-line.ts';

export const USAGE = `npm run review -- [HEAD...] [options]

Runs .github/workflows/review-runbook.yml in the lab for a pull request that is not there yet, and writes its comment.

  HEAD...            what is pushed: the first commit opens the pull request, each further one updates it;
                     without any, the files as they stand here, committed or not
  --base REF         the branch or commit into which it goes      (main)
  --fork             as if it came from somebody else's repository: no comment, the summary alone
  --out DIR          where comment, summary and logs go           (out/review)
  --verbose          every line of every log
  --help             this text

Exit code: 0 nothing to mend · 1 anything else`;

export interface Options {
  readonly heads: readonly string[];
  readonly base: string;
  readonly fork: boolean;
  readonly out: string;
  readonly verbose: boolean;
}

/** Reads the arguments; undefined when only the usage was asked for. */
export function readOptions(argv: readonly string[]): Options | undefined {
  const { values, positionals } = readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      base: { type: 'string', default: 'main' },
      fork: { type: 'boolean', default: false },
      out: { type: 'string', default: 'out/review' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  const { base, fork, out, verbose, help } = values;
  return help === true ? undefined : { heads: positionals, base, fork, out, verbose };
}
