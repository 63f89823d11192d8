// What there is on this machine to compare with.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Peer {
  readonly name: string;
  readonly program: string;
}

export type PeerName = 'rclone' | 'aws' | 'duckdb';

const ASK: Readonly<Record<PeerName, readonly [string, ...string[]]>> = {
  rclone: ['rclone', 'version'],
  aws: ['aws', '--version'],
  duckdb: ['python3', '-c', 'import duckdb; print(duckdb.__version__)'],
};

/** The program on PATH with its version in its name, or undefined. */
export function peer(name: PeerName): Peer | undefined {
  const [program, ...args] = ASK[name];
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  const version = /\d+(\.\d+)+/.exec(status === 0 ? stdout : '')?.[0];
  return version === undefined ? undefined : { name: `${name} ${version}`, program };
}

/** The program that DuckDB is driven with: Python, as it is installed from PyPI. */
export const DUCKDB_MERGE = join(import.meta.dirname, '..', 'workers', 'merge-duckdb.py');
