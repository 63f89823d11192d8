// The application on the servers: while its service runs it writes to its path, wherever that leads, and remembers what.
import { chownSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ordinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { stateFolder } from '../../lab/application-server/server-folder.ts';
import type { Lab } from '../../lab/lab.ts';
import { topRow } from './server-look.ts';

const FOLDER = 'application';

export class Application implements Disposable {
  /** What each file held last, by its path below the mount. */
  readonly written = new Map<string, string>();
  readonly #lab: Lab;
  readonly #unwatch: () => void;
  #count = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    // A moment that the night knows nothing of, in the middle of everything.
    this.#unwatch = lab.context.events.on((event) => {
      if (event.kind === 'document' && event.phase === 'ends') this.write();
    });
  }

  /** On each server a new file, and one that is written again and again. */
  write(): void {
    const { world } = this.#lab.context;
    for (const [i, instance] of world.names.application.servers.entries()) {
      if (!this.#mayWrite(instance)) continue;
      this.#count += 1;
      const text = `written for the ${this.#count}th time\n`;
      const folder = realpathSync(world.server(instance) + world.names.source.mount);
      this.#put(folder, `${FOLDER}/${String(this.#count).padStart(5, '0')}.txt`, text);
      this.#put(folder, `${FOLDER}/server-${i + 1}.txt`, text);
    }
  }

  [Symbol.dispose](): void {
    this.#unwatch();
  }

  /** Its service runs, and the kernel of the server lets it write there. */
  #mayWrite(instance: string): boolean {
    const { world } = this.#lab.context;
    const row = topRow(this.#lab, instance);
    if (row === undefined || isReadOnly(row.flags) || isReadOnly(row.superblock)) return false;
    const { services = 'none' } = world.names.application;
    return (typeof services === 'string' ? [] : services).every((unit) =>
      readFileSync(join(stateFolder(world, instance), 'units', unit), 'utf8').startsWith('active'),
    );
  }

  #put(folder: string, path: string, text: string): void {
    const user = ordinaryUser();
    const file = join(folder, path);
    mkdirSync(join(folder, FOLDER), { recursive: true });
    writeFileSync(file, text);
    if (user !== undefined)
      for (const each of [join(folder, FOLDER), file]) chownSync(each, user.uid, user.gid);
    this.written.set(path, text);
  }
}

const isReadOnly = (options: string): boolean => options.split(',').includes('ro');
