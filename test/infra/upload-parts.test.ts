// upload-parts on a server of the lab, with the machine's curl, against an S3 that answers as a test says.
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';
import { replaceTool, RUN, spool } from './listing.ts';

const SUM = Buffer.alloc(32, 7).toString('base64');
const OWNER = '111122223333';

interface Put {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server with parts of one to three bytes, and an S3 that answers each upload in turn. */
async function openUploads(answers: readonly (readonly [number, string])[] = []) {
  const lab = await openServerLab();
  const puts: Put[] = [];
  const s3 = createServer((asked, answer) => {
    void buffer(asked).then((body) => {
      puts.push({ url: asked.url ?? '', headers: asked.headers, body: body.toString() });
      const [status, text] = answers[puts.length - 1] ?? [200, ''];
      answer.writeHead(status).end(text);
    });
  });
  await new Promise<void>((resolve) => s3.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(s3.address() as AddressInfo).port}/bucket`;
  mkdirSync(spool(lab), { recursive: true });
  writeFileSync(join(spool(lab), 'answer'), '');
  for (const n of [1, 2, 3]) writeFileSync(join(spool(lab), `part.${n}`), 'abc'.slice(0, n));
  giveToOrdinaryUser(join(lab.root, 'var'));
  const line = (n: number): string => `${n} ${n} ${SUM} ${base}/part-${n}?X-Amz-Signature=a%2Fb`;
  const upload = (lines: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    lab.run('upload-parts', { ...RUN, BucketOwner: OWNER, Uploads: lines.join('\n'), ...more });
  return {
    ...{ lab, puts, base, line, upload },
    [Symbol.asyncDispose]: async () => {
      s3.closeAllConnections();
      s3.close();
      await lab[Symbol.asyncDispose]();
    },
  };
}

const left = (lab: ServerLab): string[] => readdirSync(join(spool(lab), '..')).sort();

describe('upload-parts', () => {
  test('puts each part with the headers that were signed, and leaves nothing behind', async () => {
    await using opened = await openUploads([
      [200, ''],
      [412, '<Error><Code>PreconditionFailed</Code></Error>'],
    ]);
    const { lab, puts, line, upload } = opened;
    const ended = await upload([line(1), line(2), line(3)]);
    expect(ended.said).toEqual({
      'upload-1': '0 200 ',
      'upload-2': '0 412 PreconditionFailed',
      'upload-3': '0 200 ',
      uploaded: 'tried',
    });
    expect(puts.map(({ body }) => body)).toEqual(['a', 'ab', 'abc']);
    for (const { url, headers } of puts) {
      expect(url).toMatch(/^\/bucket\/part-\d\?X-Amz-Signature=a%2Fb$/);
      expect(headers).toMatchObject({
        'if-none-match': '*',
        'x-amz-checksum-sha256': SUM,
        'x-amz-expected-bucket-owner': OWNER,
      });
      expect(headers).not.toHaveProperty('transfer-encoding');
    }
    expect(left(lab)).toEqual(['tree-source']);
  });

  test('ends with the first part that S3 refuses', async () => {
    await using opened = await openUploads([
      [200, ''],
      [403, '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code><Message>x</Message></Error>'],
    ]);
    const { line, upload, puts } = opened;
    const ended = await upload([line(1), line(2), line(3)]);
    expect(ended.said).toEqual({
      'upload-1': '0 200 ',
      'upload-2': '0 403 AccessDenied',
      uploaded: 'tried',
    });
    expect(puts).toHaveLength(2);
  });

  test('tells where nothing listens, and an answer that is no error of S3', async () => {
    await using opened = await openUploads([[302, '<Code>a b</Code>\n<Code>../..</Code>']]);
    const { line, upload } = opened;
    expect((await upload([line(1)])).said['upload-1']).toBe('0 302 ');
    const closed = line(1).replace(/:\d+\//, ':9/');
    expect((await upload([closed])).said['upload-1']).toBe('7 000 ');
  });

  test('no list of processes shows a URL, and no settings of a user count', async () => {
    await using opened = await openUploads();
    const { lab, line, upload, puts } = opened;
    const seen = join(lab.root, 'tmp', 'arguments');
    writeFileSync(join(lab.root, 'root', '.curlrc'), 'header = "x-amz-acl: public-read"\n');
    giveToOrdinaryUser(lab.root);
    replaceTool(lab, 'curl', `printf '%s\\n' "$*" >>'${seen}'\nexec REAL "$@"`);
    expect((await upload([line(1)])).said['upload-1']).toBe('0 200 ');
    const shown = readFileSync(seen, 'utf8');
    expect(shown).toContain('--config -');
    expect(shown).not.toMatch(/X-Amz|bucket|part-1\b/);
    expect(puts[0]?.headers).not.toHaveProperty('x-amz-acl');
  });

  test('an older curl, or none, is no failure of the upload', async () => {
    await using opened = await openUploads();
    const { lab, line, upload } = opened;
    replaceTool(lab, 'curl', 'exit 127');
    expect((await upload([line(1)])).said).toMatchObject({ refusal: 'no-curl' });
  });

  const S3 = 'https://b.s3.us-west-2.amazonaws.com/k';
  test.each<[string, string, string[], Record<string, string>]>([
    ['part-changed', 'another size', [`1 2 ${SUM} BASE/a`], {}],
    ['no-part', 'a part that was never listed', [`4 1 ${SUM} BASE/a`], {}],
    ['no-listing', 'another run', [`1 1 ${SUM} BASE/a`], { Run: '4712' }],
    ['bad-parameter', 'a part that is a path', [`../1 1 ${SUM} ${S3}`], {}],
    ['bad-parameter', 'a part from another folder', [`1/../../x 1 ${SUM} ${S3}`], {}],
    ['bad-parameter', 'no size', [`1 one ${SUM} ${S3}`], {}],
    ['bad-parameter', 'a digest with a quote', [`1 1 ${SUM.replace(/^./, '"')} ${S3}`], {}],
    ['bad-parameter', 'a short digest', [`1 1 ${SUM.slice(4)} ${S3}`], {}],
    ['bad-parameter', 'a fifth field', [`1 1 ${SUM} ${S3} x`], {}],
    ['bad-parameter', 'no URL', [`1 1 ${SUM}`], {}],
    ['bad-parameter', 'an empty list', [''], {}],
    ['bad-parameter', 'a URL with a quote', [`1 1 ${SUM} ${S3}"`], {}],
    ['bad-parameter', 'a URL with a backslash', [`1 1 ${SUM} ${S3}\\n`], {}],
    ['bad-parameter', 'a URL with a brace', [`1 1 ${SUM} ${S3}{1,2}`], {}],
    [
      'bad-parameter',
      'a second line that curl would obey',
      [`1 1 ${SUM} ${S3}`, 'output = /x'],
      {},
    ],
    ['bad-parameter', 'a file', [`1 1 ${SUM} file:///etc/passwd`], {}],
    ['bad-parameter', 'no TLS', [`1 1 ${SUM} ${S3.replace('https', 'http')}`], {}],
    ['bad-parameter', 'another host', [`1 1 ${SUM} https://example.com/k`], {}],
    [
      'bad-parameter',
      'a host that S3 is a folder of',
      [`1 1 ${SUM} https://a.b/.amazonaws.com`],
      {},
    ],
    [
      'bad-parameter',
      'a host that S3 is a query of',
      [`1 1 ${SUM} https://a.b?.amazonaws.com`],
      {},
    ],
    ['bad-parameter', 'a host behind a user', [`1 1 ${SUM} https://s3.amazonaws.com@a.b/k`], {}],
    ['bad-parameter', 'a host behind loopback', [`1 1 ${SUM} http://127.0.0.1:80.a.b/k`], {}],
    ['bad-parameter', 'an owner with a line', [`1 1 ${SUM} ${S3}`], { BucketOwner: '1\nurl = x' }],
    ['bad-parameter', 'a label with a slash', [`1 1 ${SUM} ${S3}`], { Label: '../source' }],
  ])('refuses with %s: %s', async (code, _, lines, more) => {
    await using opened = await openUploads();
    const { base, lab, puts, upload } = opened;
    const refused = await upload(
      lines.map((line) => line.replace('BASE', base)),
      more,
    );
    expect(refused).toMatchObject({ code: 3, said: { refusal: code } });
    expect(refused.said.detail).not.toContain('amazonaws');
    expect(puts).toEqual([]);
    expect(left(lab)).toEqual(['tree-source']);
  });
});
