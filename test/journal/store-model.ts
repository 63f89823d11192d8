// A store for tests of the log, written apart from every other: each object is created once, and fates befall requests.
import type { Clock } from '../../src/core/clock.ts';
import { CutoverError } from '../../src/core/errors.ts';
import { JournalLog } from '../../src/journal/log.ts';
import type { JournalStore } from '../../src/journal/log.ts';
import { NIGHT, SHARE } from './written.ts';

/** What becomes of one request to create an object. */
export type Fate = 'answered' | 'never sent' | 'answer lost' | 'conflict' | 'late' | 'read fails';

export const failed = (status?: number): CutoverError =>
  new CutoverError('aws-unavailable', {
    ...{
      what: 's3:PutObject',
      expected: 'an answer',
      got: `HTTP ${status ?? 'nothing'}`,
      cure: '',
    },
    cause: { $metadata: { httpStatusCode: status } },
  });

export interface Model extends JournalStore {
  readonly objects: Map<string, string>;
  /** Requests that have not arrived yet. */
  readonly late: (() => void)[];
}

/** A store that creates each object once; `fate` decides what its client learns, `turn` when each call is served. */
export function model(fate: () => Fate, turn: () => Promise<void> = async () => {}): Model {
  const objects = new Map<string, string>();
  const late: (() => void)[] = [];
  let readFails = false;
  const create = (key: string, text: string): boolean => {
    if (objects.has(key)) return false;
    objects.set(key, text);
    return true;
  };
  return {
    ...{ name: 'evidence', objects, late },
    create: async (key, text) => {
      await turn();
      const is = fate();
      if (is === 'never sent') throw failed();
      if (is === 'conflict') throw failed(409);
      if (is === 'late') {
        late.push(() => void create(key, text));
        throw failed();
      }
      readFails = is === 'read fails';
      const created = create(key, text);
      if (is === 'answer lost' || is === 'read fails') throw failed();
      return created ? 'created' : 'exists';
    },
    read: async (key) => {
      await turn();
      if (readFails) {
        readFails = false;
        throw failed(500);
      }
      return objects.get(key);
    },
    names: async (prefix) => {
      await turn();
      return [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .sort();
    },
  };
}

const still: Clock = { now: () => NIGHT, sleep: async () => {} };
const { signal } = new AbortController();
export const logOf = (store: JournalStore, clock = still): JournalLog =>
  new JournalLog(store, SHARE, { clock, signal });
