// Findings on single servers, and how equal findings on several servers become one.
import { visible } from '../../../core/text/markdown.ts';
import type { Listed } from './inspection.ts';
import type { Finding } from '../finding.ts';

/** A finding on one server, without the server's name. */
export type ServerFinding = Finding;

type Subject = Pick<Finding, 'area' | 'check'>;

/** What was checked. */
export const pass = (subject: Subject, found: string): ServerFinding => ({
  ...subject,
  state: 'pass',
  found,
});

export const problem = (
  subject: Subject,
  state: Exclude<Finding['state'], 'pass'>,
  words: { readonly found: string; readonly cure: string },
): ServerFinding => ({ ...subject, state, ...words });

/** The lines of a list in one line, and how many more there are. Text of a server: made visible. */
export function listInWords({ lines, count }: Listed): string {
  const more = count - lines.length;
  return `${lines.map(visible).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** Joins equal findings of several servers into one, which names all of them. */
export function forAllServers(
  inspected: readonly { readonly server: string; readonly findings: readonly ServerFinding[] }[],
): readonly Finding[] {
  const groups = new Map<string, { readonly finding: ServerFinding; readonly servers: string[] }>();
  for (const { server, findings } of inspected)
    for (const finding of findings) {
      const key = JSON.stringify(finding);
      const group = groups.get(key) ?? { finding, servers: [] };
      group.servers.push(server);
      groups.set(key, group);
    }
  return [...groups.values()].map(({ finding, servers }) => ({
    ...finding,
    found: `${namesOf(servers, inspected.length)}: ${finding.found}`,
  }));
}

const namesOf = (servers: readonly string[], all: number): string =>
  servers.length === all && all > 3 ? `all ${all} servers` : servers.join(', ');
