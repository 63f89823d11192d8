// The application server of a case: what people do on it, and the documents that run there as they are deployed. The
// guest is a real kernel or the lab.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { substitute } from '../../lab/application-server/agent.ts';
import { documentTexts } from '../build/document-texts.ts';
import type { Guest, Ran } from './guest.ts';

export const VERSIONS = ['3', '4.1', '4.2'] as const;
export type Version = (typeof VERSIONS)[number];

/** What a document has answered: its values decoded, `refusal` and `detail` among them. */
export interface Answer extends Ran {
  readonly values: Readonly<Record<string, string>>;
}

export interface Server {
  readonly version: Version;
  readonly guest: Guest;
  /** Runs commands as root; throws where they do not end with 0. Their output without the newlines at its end. */
  readonly sh: (script: string, seconds?: number) => Promise<string>;
  /** Runs a document as deployed; `parameters` beside and instead of the usual ones. */
  readonly run: (document: string, parameters?: Parameters) => Promise<Answer>;
  /** The script of a document with its parameters put in, for cases that start and kill it themselves. */
  readonly script: (document: string, parameters?: Parameters) => string;
}

export type Parameters = Readonly<Record<string, string>>;

export const SOURCE = 'source.test:/srv/source';
export const GATEWAY = 'gateway.test:/srv/gateway';

/** What the product passes, as text; a document takes those that it declares. */
const usual = (version: Version): Parameters => ({
  MountPath: '/mnt/data',
  SourceMountPath: '/mnt/data',
  GatewayMountPath: '/mnt/gateway',
  FstabPath: '/etc/fstab',
  GatewayOptions: `rw,hard,nolock,vers=${version}`,
  AutoMasterPath: '/etc/auto.master',
  RootPath: '/',
  ProcPath: '/proc',
  SourceExport: SOURCE,
  GatewayExport: GATEWAY,
  Options: `rw,hard,nolock,vers=${version}`,
  Folder: '',
  CanaryCopy: 'images/a/00001.jpg',
  CanaryFolder: '',
  ConfirmationCopy: 'images/a/00002.jpg',
  ConfirmationFolder: '',
  User: 'app',
  Group: 'app',
  Units: '',
  UnitsPath: '/run/systemd/system',
  Seconds: '30',
  Way: 'forward',
  HealthUnits: '',
  HealthUrl: '',
  HealthPort: '',
  Run: '4711-1',
  StatePath: '/var/lib/nfs-cutover/mnt-data-6faba07f33e6',
  LockPath: '/run/lock/nfs-cutover.lock',
});

interface Document {
  readonly parameters: Readonly<Record<string, { readonly default?: string }>>;
  readonly script: string;
  readonly timeoutSeconds: number;
}

/** The documents of infra/documents.yml. */
const documents = new Map(
  Object.entries(
    documentTexts(
      readFileSync(fileURLToPath(new URL('../../infra/documents.yml', import.meta.url)), 'utf8'),
    ),
  ).map(([name, content]) => [name, read(content)]),
);

function read(content: string): Document {
  const { parameters = {}, mainSteps } = parse(content) as {
    readonly parameters?: Document['parameters'];
    readonly mainSteps: readonly {
      readonly inputs: { readonly runCommand: readonly string[]; readonly timeoutSeconds: string };
    }[];
  };
  const [step] = mainSteps;
  if (step === undefined) throw new Error('expected a document with a step, got none');
  const { runCommand, timeoutSeconds } = step.inputs;
  return { parameters, script: runCommand.join('\n'), timeoutSeconds: Number(timeoutSeconds) };
}

/** The server in `guest`, its mounts by NFS `version`, in the calm state from which each case begins. */
export async function calmServer(guest: Guest, version: Version): Promise<Server> {
  const script = (name: string, given: Parameters = {}): string => {
    const document = documents.get(name);
    if (document === undefined) throw new Error(`expected a document, got ${name}`);
    const texts = { ...usual(version), ...given };
    const values = Object.entries(document.parameters).map(([parameter, { default: fallback }]) => {
      const text = texts[parameter];
      if (text === undefined && fallback === undefined)
        throw new Error(`${name}: expected a value of ${parameter}, got none`);
      return [parameter, text === undefined ? fallback : base64(guest.parameter(parameter, text))];
    });
    return substitute(document.script, Object.fromEntries(values) as Parameters);
  };
  const sh = async (commands: string, seconds?: number): Promise<string> => {
    const ran = await guest.run(commands, seconds);
    if (ran.status !== 0)
      throw new Error(`expected 0, got ${ran.status} of:\n${commands}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout.replace(/\n+$/, '');
  };
  await guest.calm(version);
  return {
    version,
    guest,
    sh,
    script,
    run: async (name, given) => {
      const seconds = documents.get(name)?.timeoutSeconds;
      // As the agent's own folder: closed to all but root.
      const ran = await guest.run(`cd /root\n${script(name, given)}`, seconds);
      return { ...ran, values: answered(ran.stdout) };
    },
  };
}

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

const answered = (stdout: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...stdout.matchAll(/^@([a-z0-9-]+)=(.*)$/gm)].map(([, key = '', value = '']) => [
      key,
      Buffer.from(value, 'base64').toString('latin1'),
    ]),
  );
