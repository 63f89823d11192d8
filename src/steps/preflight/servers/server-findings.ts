// What is judged of one server, before it is told of all servers together.
import { visible } from '../../../core/text/markdown.ts';
import type { Listed } from './inspection.ts';
import type { Finding } from '../finding.ts';

/** A finding without the name of its server. */
export type Judged = Finding;

type Told = Pick<Finding, 'area' | 'check'>;

export const pass = (told: Told, found: string): Judged => ({ ...told, state: 'pass', found });

export const problem = (
  told: Told,
  state: Exclude<Finding['state'], 'pass'>,
  words: { readonly found: string; readonly cure: string },
): Judged => ({ ...told, state, ...words });

/** The lines of a list in one, and how many more there are. Text of a server: made visible. */
export function listWords({ lines, count }: Listed): string {
  const more = count - lines.length;
  return `${lines.map(visible).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** What is the same on several servers is told once, with all of them. */
export function together(
  judged: readonly { readonly server: string; readonly findings: readonly Judged[] }[],
): readonly Finding[] {
  const groups = new Map<string, { readonly finding: Judged; readonly servers: string[] }>();
  for (const { server, findings } of judged)
    for (const finding of findings) {
      const key = JSON.stringify(finding);
      const group = groups.get(key) ?? { finding, servers: [] };
      group.servers.push(server);
      groups.set(key, group);
    }
  return [...groups.values()].map(({ finding, servers }) => ({
    ...finding,
    found: `${namesOf(servers, judged.length)}: ${finding.found}`,
  }));
}

const namesOf = (servers: readonly string[], all: number): string =>
  servers.length === all && all > 3 ? `all ${all} servers` : servers.join(', ');
