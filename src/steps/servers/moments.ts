// When a server ceased to serve its applications, and when it served again: on its own clock, since its boot.
import type { Answer } from './run-document.ts';

/** No clock of another machine is compared with it: it counts within one boot of one server. */
export interface Moment {
  readonly server: string;
  readonly boot: string;
  /** Whole seconds since that boot; undefined where the server could not read them. */
  readonly uptime: number | undefined;
  /** What ended the service, or what proved it again. */
  readonly by: 'services' | 'freeze' | 'thaw' | 'confirmation';
}

/** When each document began: before it changes anything. */
export const begins = (answers: readonly Answer[], by: Moment['by']): readonly Moment[] =>
  answers.map((answer) => momentOf(answer, 'uptime', by));

/** When each document has proven that its server serves; of those alone that have proven it. */
export const proofs = (answers: readonly Answer[], by: Moment['by']): readonly Moment[] =>
  answers
    .filter(({ values }) => values.has('served-uptime'))
    .map((answer) => momentOf(answer, 'served-uptime', by));

/** One moment for each server: of those in several lists that of the first. */
export const firstOf = (...lists: readonly (readonly Moment[])[]): readonly Moment[] =>
  lists.flat().filter(({ server }, i, all) => all.findIndex((one) => one.server === server) === i);

function momentOf(
  { server, values }: Answer,
  key: 'uptime' | 'served-uptime',
  by: Moment['by'],
): Moment {
  const text = values.get(key) ?? '';
  const uptime = /^\d{1,12}$/.test(text) ? Number(text) : undefined;
  return { server, boot: values.get('boot') ?? '', uptime, by };
}
