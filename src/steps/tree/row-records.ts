// Rows of a file as single records, a batch at a time: for the few that are looked at one by one.

/** The records (`<meta>/<path>\0`) of `chunks`, at most `size` at once. */
export async function* records(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<readonly Buffer[]> {
  let batch: Buffer[] = [];
  let open = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let rest = Buffer.concat([open, chunk]);
    for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
      batch.push(Buffer.from(rest.subarray(0, end + 1)));
      rest = rest.subarray(end + 1);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    open = Buffer.from(rest);
  }
  if (batch.length > 0) yield batch;
}
