// Starts the bench's bucket in a process of its own, and stops it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Layout } from '../data/key-space.ts';

export interface ServedTree {
  readonly count: number;
  readonly layout?: Layout;
  /** Milliseconds that each answer takes at least. */
  readonly latency?: number;
  /** The same, for the second half of the entries: a line that changes while a client goes through them. */
  readonly latencyThen?: number;
  /** With more requests than so many at once, it says Slow Down. */
  readonly patience?: number;
  /** Entries that the bucket lacks, and entries that have another size there. */
  readonly missing?: readonly number[];
  readonly resized?: readonly number[];
}

export interface ListServer extends AsyncDisposable {
  /** What a client needs to find the bucket `bench`. */
  readonly env: Readonly<Record<string, string>>;
  /** What it has seen so far. */
  readonly counts: () => Promise<ServerCounts>;
}

export interface ServerCounts {
  readonly requests: number;
  /** Of these, those that were told to slow down. */
  readonly refused: number;
  /** As many as there were at once. */
  readonly atOnce: number;
}

/** Where the server says what it has seen. */
export const COUNTS_PATH = '/counts';

const KEY = { id: 'AKIABENCHBENCHBENCH0', secret: 'not-a-secret' };

/** The bucket `bench` with the objects of `tree`, at a free port of this machine; `worker` is the built server. */
export async function startListServer(worker: string, tree: ServedTree): Promise<ListServer> {
  const { count, layout = 'deep', latency = 0, missing = [], resized = [] } = tree;
  const { latencyThen = latency, patience = Infinity } = tree;
  const options = [`--count=${count}`, `--layout=${layout}`, `--latency=${latency}`];
  options.push(`--latency-then=${latencyThen}`, `--patience=${patience}`);
  options.push(...missing.map((index) => `--missing=${index}`));
  options.push(...resized.map((index) => `--resized=${index}`));
  const child = spawn(process.execPath, [worker, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the list server did not start'))),
  ])) as [Buffer];
  const url = `http://127.0.0.1:${line.toString('utf8').trim()}`;
  return {
    env: clientEnvironment(url),
    counts: async () => (await (await fetch(`${url}${COUNTS_PATH}`)).json()) as ServerCounts,
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

function clientEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: KEY.id,
    AWS_SECRET_ACCESS_KEY: KEY.secret,
    AWS_EC2_METADATA_DISABLED: 'true',
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_BENCH_TYPE: 's3',
    RCLONE_CONFIG_BENCH_PROVIDER: 'Other',
    RCLONE_CONFIG_BENCH_LIST_VERSION: '2',
    RCLONE_CONFIG_BENCH_LIST_URL_ENCODE: 'true',
    RCLONE_CONFIG_BENCH_ENDPOINT: url,
    RCLONE_CONFIG_BENCH_REGION: 'us-west-2',
    RCLONE_CONFIG_BENCH_FORCE_PATH_STYLE: 'true',
    RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: KEY.id,
    RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: KEY.secret,
  };
}
