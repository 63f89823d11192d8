// A process in which one program of Node is played after the other. Each finds its own modules new, as in a process of its own;
// Node itself and the largest packages are still warm.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { TurnEnd } from './node-process.ts';

interface Program {
  readonly file: string;
  readonly mark: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

const ROOT = new URL('../../../', import.meta.url).href;
/** Large packages of the actions: they hold nothing of a program, their clients do, and those are made anew. */
const PACKAGES = /\/actions\/dist\/packages\/(@aws-sdk|@smithy|zod|yaml\.mjs$|instead-of-|esbuild)/;
/** What a rehearsal consists of: a lab holds all of its own, and tests open many in one process. */
const REHEARSAL = ['lab', 'scripts', 'src', 'node_modules'].map((folder) => `${ROOT}${folder}/`);

const staysWarm = (url: string): boolean =>
  !url.startsWith('file:') ||
  PACKAGES.test(url) ||
  REHEARSAL.some((folder) => url.startsWith(folder));

/** What a program may listen to that would outlive its turn. */
const listeners = (): number =>
  ['uncaughtException', 'unhandledRejection', 'exit']
    .map((event) => process.listenerCount(event))
    .reduce((sum, count) => sum + count);
const OWN_LISTENERS = listeners();

let turn = 0;
let current: { readonly mark: string; hasEnded: boolean } | undefined;

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    if (staysWarm(found.url)) return found;
    return { ...found, url: `${found.url.replace(/\?.*/, '')}?${turn}` };
  },
});

process.on('message', (program: Program) => {
  const { file, mark, cwd, env, args = [] } = program;
  turn += 1;
  const playing = { mark, hasEnded: false };
  current = playing;
  // The program ends when nothing of its own is left to wait for.
  process.channel?.unref();
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
  process.argv = [process.execPath, file, ...args];
  void import(`${pathToFileURL(file).href}?${turn}`).then(() => {
    playing.hasEnded = true;
  });
});

process.on('beforeExit', () => {
  if (current === undefined) return;
  const { mark, hasEnded } = current;
  // As Node itself says it where a program waits for what never comes.
  const code = process.exitCode ?? (hasEnded ? 0 : UNSETTLED);
  current = undefined;
  process.exitCode = undefined;
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  process.stdout.write(mark);
  process.stderr.write(mark);
  process.channel?.ref();
  const end: TurnEnd = { code: Number(code), isSpent: listeners() > OWN_LISTENERS };
  process.send?.(end);
});

const UNSETTLED = 13;

// Nobody is there any more. And Node would keep what it has compiled for each turn.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
