// npm run kernel: the documents on a real kernel with real NFS servers, as a table of cases.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CASES } from './kernel/cases/table.ts';
import type { Case } from './kernel/cases/case.ts';
import { SERVERS, bootGuest } from './kernel/guest.ts';
import type { Guest, ServerKind } from './kernel/guest.ts';
import { SUITES, prepareImage, whyNoImage } from './kernel/image.ts';
import type { Debian } from './kernel/image.ts';
import { openLabGuest } from './kernel/lab-guest.ts';
import { NOT_IN_THE_LAB } from './kernel/not-in-lab.ts';
import { VERSIONS, calmServer } from './kernel/server.ts';
import type { Version } from './kernel/server.ts';

const USAGE = `npm run kernel -- [--lab] [--always] [--only TEXT]... [--nfs 3,4.1,4.2] [--times N]
                      [--server NAME] [--debian 12|13] [--list]

Runs the server documents of infra/documents.yml, as they are deployed, in a guest with a kernel, a systemd and two NFS
servers of its own. The guest is an ordinary process. Root and a Debian archive are needed once, for its image.

  --lab         on the lab's imitation of a server, without a kernel; a case that fails there alone is a fault of the lab
  --always      only the cases that every change must pass, by NFS 4.1
  --only TEXT   only the cases whose name holds TEXT; more than one may be given
  --nfs LIST    the NFS versions of both mounts (3,4.1,4.2)
  --server NAME what serves both exports: kernel, the kernel's own server, or ganesha, NFS-Ganesha
  --debian N    the release of Debian whose programs the guest has (12)
  --times N     how often a document is killed, or the power cut, in the cases that do so again and again
  --list        names the cases, and ends

Logs are in out/kernel. Exit status: 0 all passed, or skipped with the reason · 1 one did not`;

interface Options {
  readonly cases: readonly Case[];
  readonly versions: readonly Version[];
  readonly times: number | undefined;
  readonly server: ServerKind;
  readonly debian: Debian;
  readonly lab: boolean;
  readonly list: boolean;
}

// The guests end with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === undefined) {
      console.log(USAGE);
      return 0;
    }
    if (options.list) {
      for (const { name, versions = VERSIONS } of options.cases)
        console.log(`${name} (NFS ${versions.join(', ')})`);
      return 0;
    }
    if (options.lab) {
      await using lab = openLabGuest();
      return await play(options, lab);
    }
    const why = whyNoImage(options.debian);
    if (why !== undefined) {
      console.log(`skipped: ${why}`);
      return 0;
    }
    await using kernel = await openKernel(options);
    return await play(options, kernel);
  } catch (error) {
    console.error(`kernel: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      lab: { type: 'boolean', default: false },
      always: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [''] },
      nfs: { type: 'string' },
      times: { type: 'string' },
      server: { type: 'string', default: 'kernel' },
      debian: { type: 'string', default: '12' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const cases = CASES.filter(
    ({ name, always }) =>
      values.only.some((text) => name.includes(text)) && (!values.always || always === true),
  );
  if (cases.length === 0)
    throw new Error(
      `--only: expected a part of a case's name (see --list), got '${values.only.join("', '")}'`,
    );
  const asked = values.nfs?.split(',') ?? (values.always ? ['4.1'] : VERSIONS);
  const versions = asked.map((version) => {
    const known = VERSIONS.find((each) => each === version);
    if (known === undefined)
      throw new Error(`--nfs: expected some of ${VERSIONS.join(',')}; got '${version}'`);
    return known;
  });
  if (values.times !== undefined && !/^[1-9]\d{0,3}$/.test(values.times))
    throw new Error(`--times: expected a whole number from 1 to 9999, got '${values.times}'`);
  const times = values.times === undefined ? undefined : Number(values.times);
  const server = SERVERS.find((each) => each === values.server);
  if (server === undefined)
    throw new Error(`--server: expected ${SERVERS.join(' or ')}, got '${values.server}'`);
  const debian = debianOf(values.debian);
  return { cases, versions, times, server, debian, lab: values.lab, list: values.list };
}

function debianOf(text: string): Debian {
  const known = Object.keys(SUITES).find((each): each is Debian => each === text);
  if (known !== undefined) return known;
  throw new Error(`--debian: expected ${Object.keys(SUITES).join(' or ')}, got '${text}'`);
}

async function openKernel({ server, debian }: Options): Promise<Guest> {
  const out = join('out', 'kernel');
  mkdirSync(out, { recursive: true });
  const image = prepareImage(debian, (line) => console.log(line));
  const guest = await bootGuest(image, join(out, 'console.log'));
  await guest.run(`guest-servers.sh ${server}`, 120);
  return guest;
}

/** Why this case cannot be played there; undefined where it can. */
function whyNot({ name, exports = false }: Case, { lab, server }: Options): string | undefined {
  if (lab) return NOT_IN_THE_LAB.get(name);
  return exports && server !== 'kernel'
    ? 'it changes the exports of the kernel’s own server'
    : undefined;
}

async function play(options: Options, guest: Guest): Promise<number> {
  const { cases, versions, times, lab, server, debian } = options;
  const system = debian === '12' ? '' : `Debian ${debian} `;
  const on = lab ? 'lab' : `${system}${server === 'kernel' ? '' : `${server} `}NFS`;
  let passed = 0;
  let failed = 0;
  for (const version of versions)
    for (const each of cases) {
      const { name, versions: only = VERSIONS, times: usual = 1 } = each;
      if (!only.includes(version)) continue;
      const why = whyNot(each, options);
      if (why !== undefined) {
        console.log(`skipped  ${on} ${version}  ${name}: ${why}`);
        continue;
      }
      const began = performance.now();
      let error: unknown;
      try {
        await each.play(await calmServer(guest, version), times ?? usual);
      } catch (caught) {
        error = caught;
      }
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.log(
        `${error === undefined ? 'passed' : 'FAILED'}  ${on} ${version}  ${seconds} s  ${name}`,
      );
      if (error === undefined) passed++;
      else {
        failed++;
        console.log(
          (error instanceof Error ? error.message : JSON.stringify(error)).replaceAll(
            /^/gm,
            '        ',
          ),
        );
      }
    }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
