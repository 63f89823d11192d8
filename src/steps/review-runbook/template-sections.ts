// The template of the documents in pieces, each by the document that it deploys. Anybody's text.
import type { Content } from './proposal.ts';

export interface Section {
  readonly text: string;
  /** Of the template, from 1. */
  readonly line: number;
}

/** The template's resources by their names, or by their ids where they have none; what stands above them as `the head`. */
export function templateSections(content: Content | undefined): ReadonlyMap<string, Section> {
  const found = new Map<string, Section>();
  let line = 1;
  for (const text of (content?.bytes.toString('utf8') ?? '').split(/^(?= {2}\S.*$)/m)) {
    const name = nameOf(text);
    const known = found.get(name);
    // Two of one name are looked at as one.
    found.set(name, { text: `${known?.text ?? ''}${text}`, line: known?.line ?? line });
    line += text.split('\n').length - 1;
  }
  return found;
}

function nameOf(text: string): string {
  if (!text.startsWith('  ')) return 'the head';
  const [, name] = /^ {6}Name: (\S+)$/m.exec(text) ?? [];
  return name ?? (text.split('\n')[0] ?? '').trim();
}
