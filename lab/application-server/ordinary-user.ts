// Who the documents run as: never root, so that a document that goes wrong cannot reach the machine of the lab.
import { spawnSync } from 'node:child_process';
import { lchownSync, lstatSync, readdirSync, rmSync } from 'node:fs';

export interface OrdinaryUser {
  readonly uid: number;
  readonly gid: number;
}

/** 'nobody' on every Linux, which owns nothing. */
const NOBODY: OrdinaryUser = { uid: 65534, gid: 65534 };
const SLASH = Buffer.from('/');

/** The user that documents run as when the lab is root; undefined: they run as the lab's own user. */
export function ordinaryUser(): OrdinaryUser | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}

/** Gives everything below `top`, and `top` itself, to the ordinary user; links are not followed. */
export function giveToOrdinaryUser(top: string | Buffer): void {
  const user = ordinaryUser();
  if (user !== undefined) give(Buffer.from(top), user);
}

function give(path: Buffer, user: OrdinaryUser): void {
  const stats = lstatSync(path);
  if (stats.uid !== user.uid || stats.gid !== user.gid) lchownSync(path, user.uid, user.gid);
  if (!stats.isDirectory()) return;
  for (const name of readdirSync(path, { encoding: 'buffer' }))
    give(Buffer.concat([path, SLASH, name]), user);
}

/** Removes a world, and in it the folders that a document has closed even for their owner. */
export function removeWorld(root: string): void {
  if (ordinaryUser() === undefined) spawnSync('chmod', ['-R', 'u+rwX', '--', root]);
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
}
