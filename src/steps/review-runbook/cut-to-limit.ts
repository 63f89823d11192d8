// Fits sections into a limit: leaves out whole sections, and names them.

export interface Section {
  /** Its name in the note on what is left out. */
  readonly title: string;
  readonly markdown: string;
  /** Least first. Those of rank 0 always stay: who writes them keeps them short. */
  readonly rank: 0 | 1 | 2 | 3;
}

export interface Room {
  readonly limit: number;
  readonly size: (text: string) => number;
}

/** The sections in their order, as many as there is room for; `note` stands for those that are missing. */
export function fit(
  sections: readonly Section[],
  { limit, size }: Room,
  note: (leftOut: readonly string[]) => string,
): string {
  const kept = new Set(sections.filter(({ rank }) => rank === 0));
  const text = (): string => {
    const leftOut = sections.filter((section) => !kept.has(section));
    return sections
      .flatMap((section) => {
        if (section === leftOut[0]) return [note(leftOut.map(({ title }) => title))];
        return kept.has(section) ? [section.markdown] : [];
      })
      .join('\n\n');
  };
  for (const section of sections.toSorted((a, b) => a.rank - b.rank)) {
    if (kept.has(section)) continue;
    kept.add(section);
    if (size(text()) > limit) kept.delete(section);
  }
  return text();
}

/** As many of the lines as fit into `limit` characters, and one that counts the others. */
export function bounded(
  lines: readonly string[],
  limit: number,
  more: (count: number) => string,
): readonly string[] {
  let room = limit;
  const cut = lines.findIndex((line) => (room -= line.length + 1) < 0);
  return cut < 0 ? lines : [...lines.slice(0, cut), more(lines.length - cut)];
}
