// What a case is, and what most of them ask.
import assert from 'node:assert/strict';
import type { Answer, Parameters, Server, Version } from '../server.ts';

export interface Case {
  readonly name: string;
  /** For which NFS versions; all where it is left out. */
  readonly versions?: readonly Version[];
  /** Whether the one boot of every change's check plays it. */
  readonly always?: boolean;
  /** Whether it changes the exports as only the server of the kernel takes it. */
  readonly exports?: boolean;
  /** How often it does again what it does, unless somebody asks for more. */
  readonly times?: number;
  readonly play: (server: Server, times: number) => Promise<void>;
}

/** The document has done its work; its values. */
export function done(answer: Answer): Answer['values'] {
  assert.equal(
    answer.status,
    0,
    `${answer.values.refusal ?? ''}: ${answer.values.detail ?? answer.stderr}`,
  );
  return answer.values;
}

/** The document has refused with this code; its values. */
export function refused(answer: Answer, refusal: string): Answer['values'] {
  assert.deepEqual([answer.status, answer.values.refusal], [3, refusal], JSON.stringify(answer));
  return answer.values;
}

/** What serves the mount point: export, whether it can be written, one `;` for each mount there. */
export async function served({ sh }: Server, target = '/mnt/data'): Promise<string> {
  const rows = await sh(`findmnt -n -r -o SOURCE,FS-OPTIONS,VFS-OPTIONS -M ${target} || :`);
  return rows
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => {
      const [source = '', ...options] = row.split(' ');
      return `${source} ${options.every((list) => list.split(',').includes('rw')) ? 'rw' : 'ro'}`;
    })
    .join(';');
}

export const fstab = ({ sh }: Server): Promise<string> => sh('cat /etc/fstab');

/** Writes as the application does; its error text, or nothing. */
export const write = ({ sh }: Server, path: string): Promise<string> =>
  sh(
    `setpriv --reuid=app --regid=app --clear-groups sh -c 'echo x | tee -a ${path} >/dev/null' 2>&1 || :`,
  );

/** Commands that begin a document and wait for nothing; its session is "$!". */
export const begun = (
  server: Server,
  document: string,
  parameters: Parameters = {},
): string => `cat >/tmp/document <<'END_OF_DOCUMENT'
${server.script(document, parameters)}
END_OF_DOCUMENT
setsid sh /tmp/document >/dev/null 2>&1 </dev/null &`;
