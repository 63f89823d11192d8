// A process in which one program of Node is played after the other. Each finds its own modules new, as in a process of its own;
// Node itself and the largest packages are still warm.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

interface Program {
  readonly file: string;
  readonly mark: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** These hold nothing of a program: their clients do, and those are made anew. */
const WARM = /\/actions\/dist\/packages\/(@aws-sdk|@smithy|zod|yaml\.mjs$|instead-of-|esbuild)/;

let turn = 0;
let current: { readonly mark: string; hasEnded: boolean } | undefined;

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    if (!found.url.startsWith('file:') || WARM.test(found.url)) return found;
    return { ...found, url: `${found.url.replace(/\?.*/, '')}?${turn}` };
  },
});

process.on('message', (program: Program) => {
  const { file, mark, cwd, env } = program;
  turn += 1;
  const playing = { mark, hasEnded: false };
  current = playing;
  // The program ends when nothing of its own is left to wait for.
  process.channel?.unref();
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
  process.argv = [process.execPath, file];
  void import(pathToFileURL(file).href).then(() => {
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
  process.stdout.write(mark);
  process.stderr.write(mark);
  process.channel?.ref();
  process.send?.(Number(code));
});

const UNSETTLED = 13;
