// How a part of a manifest leaves the server: by curl, or as base64 through the agent, byte by byte into two files.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Bench, Benchmark, BenchmarkResult, Side } from '../benchmark.ts';
import { filledDocument } from '../measuring/document-run.ts';
import { grouped } from '../showing/numbers.ts';
import { sideBySide } from '../measuring/side-by-side.ts';

/** Bytes of the packed part. */
const DEFAULT_SIZE = 4 * 1024 * 1024;

export const handOver: Benchmark = {
  name: 'hand-over',
  title: 'A part of a manifest leaves the server',
  async run(bench): Promise<BenchmarkResult> {
    const bytes = bench.size ?? DEFAULT_SIZE;
    const part = randomBytes(bytes);
    const state = join(bench.folder, 'hand-over');
    const spool = join(state, 'bench', 'tree-source');
    mkdirSync(spool, { recursive: true });
    writeFileSync(join(spool, 'answer'), '');
    writeFileSync(join(spool, 'part.1'), part);
    const sum = createHash('sha256').update(part).digest('base64');
    const s3 = createServer((asked, answer) => {
      asked.resume().once('end', () => answer.end());
    });
    await new Promise<void>((resolve) => s3.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(s3.address() as AddressInfo).port}/bucket/part`;
      const values = { Label: 'source', Run: 'bench', StatePath: state };
      const uploads = {
        ...values,
        Uploads: `1 ${bytes} ${sum} ${url}`,
        BucketOwner: '111122223333',
      };
      const measured = await sideBySide(bench, [
        uploading(bench, filledDocument('upload-parts', uploads)),
        printing(bench, filledDocument('read-manifest-part', { ...values, Part: '1' })),
      ]);
      return {
        what: `${grouped(bytes)} bytes. The agent is not here: \`dd obs=1\` writes each byte of the output into two files, as the agent does, and reads it in blocks. Its own upload to S3 is left out.`,
        measured,
        goals: [],
      };
    } finally {
      s3.closeAllConnections();
      s3.close();
    }
  },
};

function uploading({ folder }: Bench, text: string): Side {
  const script = join(folder, 'upload-parts.sh');
  writeFileSync(script, text);
  return {
    name: 'upload-parts, with curl',
    command: { argv: ['sh', script] },
    read: (output) => {
      const end = /^@upload-1=(.*)$/m.exec(readFileSync(output, 'utf8'))?.[1] ?? '';
      const said = Buffer.from(end, 'base64').toString();
      if (said !== '0 200 ') throw new Error(`upload-parts: expected '0 200 ', got '${said}'`);
      return { objects: 0 };
    },
  };
}

function printing({ folder }: Bench, text: string): Side {
  const script = join(folder, 'read-manifest-part.sh');
  writeFileSync(script, text);
  const copies = [1, 2].map((copy) => join(folder, `printed.${copy}`));
  const [first = '', second = ''] = copies.map(
    (file) => `dd ibs=64k obs=1 status=none of='${file}'`,
  );
  const pipe = join(folder, 'printed.pipe');
  return {
    name: 'read-manifest-part, as the agent takes it',
    command: {
      argv: [
        'sh',
        '-c',
        `rm -f '${pipe}'; mkfifo '${pipe}'; ${second} <'${pipe}' & sh '${script}' | tee '${pipe}' | ${first}; wait`,
      ],
    },
    read: () => {
      const [one, two] = copies.map((file) => readFileSync(file));
      if (one === undefined || two === undefined || !one.equals(two) || one.length === 0)
        throw new Error('read-manifest-part: expected two files with what it prints');
      return { objects: 0 };
    },
  };
}
