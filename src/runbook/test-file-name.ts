// The name of a run's own test file: every run moves a new file.

/** `images/new-image.jpg` of run 42 is `images/new-image-42.jpg`; without an ending the id comes last. */
export function testFileName(to: string, run: string): string {
  const nameStart = to.lastIndexOf('/') + 1;
  const dot = to.lastIndexOf('.');
  // A dot that begins the name begins a hidden file, not an ending.
  const cut = dot > nameStart ? dot : to.length;
  return `${to.slice(0, cut)}-${run}${to.slice(cut)}`;
}
