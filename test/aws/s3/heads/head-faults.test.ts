// Faults that S3 and networks have while heads are read: each is judged as the SDK judges it, and no answer goes astray.
import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/core/clock.ts';
import { HEADS_AT_MOST } from '../../../../src/aws/s3/heads/head-reader.ts';
import { openBucket } from '../../../../src/aws/s3/s3.ts';
import { connectionTo } from '../listing-server.ts';
import { answer, FOUND, PLAIN, serveHeads } from './head-server.ts';
import type { AskedHead, HeadReply } from './head-server.ts';

const OWNER = '111122223333';
const sizeOf = (path: string): string => /(\d+)$/.exec(path)?.[1] ?? '0';
/** Each key's own size: who takes another's answer shows it. */
const own = ({ path }: AskedHead): string =>
  answer('200 OK', [...PLAIN.slice(0, 2), `Content-Length: ${sizeOf(path)}`]);

describe('a fault that passes', () => {
  test.each<[string, HeadReply, number]>([
    ['503 Slow Down', { text: answer('503 Slow Down', ['Content-Length: 0']) }, 2],
    ['500', { text: answer('500 Internal Error', ['Content-Length: 0']) }, 2],
    ['a connection that is cut', { text: '', cut: true }, 2],
    ['a header that is cut', { text: FOUND.slice(0, 40), cut: true }, 2],
    ['silence', undefined, 2],
  ])('%s: asked again, the same object, no other', async (_, reply, times) => {
    let left = times;
    await using server = await serveHeads((asked) => {
      if (asked.nth === 1 || !asked.path.endsWith('/k2') || left === 0) return { text: own(asked) };
      left -= 1;
      return reply;
    });
    const connection = connectionTo(server.url);
    const bucket = openBucket(connection, 'b-1', OWNER, { silenceMs: 400 });
    await bucket.head('k0');
    const heads = await Promise.all(['k1', 'k2', 'k3'].map((key) => bucket.head(key)));
    expect(heads.map((head) => head?.size)).toEqual([1, 2, 3]);
    expect(server.asked.filter(({ path }) => path.endsWith('/k2'))).toHaveLength(times + 1);
    expect(server.asked).toHaveLength(times + 4);
    expect(connection.slept.length).toBe(times);
  });

  test('Retry-After is obeyed', async () => {
    await using server = await serveHeads((asked) =>
      asked.nth === 2
        ? { text: answer('503 Slow Down', ['Content-Length: 0', 'Retry-After: 7']) }
        : { text: own(asked) },
    );
    const connection = connectionTo(server.url);
    const bucket = openBucket(connection, 'b-1', OWNER);
    await bucket.head('k0');
    expect(await bucket.head('k1')).toMatchObject({ size: 1 });
    expect(server.asked).toHaveLength(3);
  });

  test('a clock that is off is corrected once, for all requests after it', async () => {
    const ahead = new Date(Date.now() + 3_600_000);
    const dates: string[] = [];
    await using server = await serveHeads((asked) => {
      const date = asked.headers['x-amz-date'] ?? '';
      dates.push(date);
      const hour = ahead.toISOString().slice(0, 13).replaceAll('-', '');
      if (date.startsWith(hour) || asked.nth === 1) return { text: own(asked) };
      return {
        text: answer('403 Forbidden', [`Date: ${ahead.toUTCString()}`, 'Content-Length: 0']),
      };
    });
    const bucket = openBucket(connectionTo(server.url), 'b-1', OWNER);
    await bucket.head('k0');
    for (const n of [1, 2, 3]) expect(await bucket.head(`k${n}`)).toMatchObject({ size: n });
    // The first of them, the same once more, and the two others.
    expect(dates).toHaveLength(5);
  });
});

describe('a fault that stays', () => {
  test.each([
    ['304 Not Modified', 'aws-refused'],
    ['412 Precondition Failed', 'aws-refused'],
    ['400 Bad Request', 'aws-refused'],
    ['403 Forbidden', 'aws-denied'],
    ['503 Slow Down', 'aws-unavailable'],
  ])('%s is what it is for the SDK', async (status, code) => {
    await using server = await serveHeads((asked) =>
      asked.nth === 1 ? { text: FOUND } : { text: answer(status, ['Content-Length: 0']) },
    );
    const bucket = openBucket(connectionTo(server.url), 'b-1', OWNER);
    await bucket.head('k0');
    await expect(bucket.head('k1')).rejects.toMatchObject({ code });
    const lean = server.asked.filter(({ headers }) => !('amz-sdk-request' in headers));
    expect(lean).toHaveLength(1);
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['a header without end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`],
    ['a field that goes on in the next line', 'HTTP/1.1 200 OK\r\nETag: "a"\r\n b: c\r\n\r\n'],
    ['a zero byte', 'HTTP/1.1 200 OK\r\nETag: "a\0"\r\n\r\n'],
    ['a bare line end', 'HTTP/1.1 200 OK\r\nETag: "a"\nContent-Length: 7\r\n\r\n'],
  ])('%s is no answer', async (_, text) => {
    await using server = await serveHeads((asked) => ({ text: asked.nth === 1 ? FOUND : text }));
    const bucket = openBucket(connectionTo(server.url), 'b-1', OWNER, { silenceMs: 400 });
    await bucket.head('k0');
    await expect(bucket.head('k1')).rejects.toMatchObject({ code: 'aws-unreadable' });
  });

  test('a cancelled run ends at once, with its own reason', async () => {
    const stop = new AbortController();
    await using server = await serveHeads((asked) => {
      if (asked.nth === 1) return { text: FOUND };
      stop.abort(new Error('cancelled by the operator'));
      return undefined;
    });
    const bucket = openBucket(connectionTo(server.url, stop.signal), 'b-1', OWNER);
    await bucket.head('k0');
    await expect(bucket.head('k1')).rejects.toThrow('cancelled by the operator');
  });
});

describe('connections', () => {
  test('are kept, and given up where something comes behind an answer', async () => {
    await using server = await serveHeads((asked) => ({
      text: own(asked) + (asked.path.endsWith('/k3') ? answer('200 OK', PLAIN) : ''),
    }));
    const bucket = openBucket(connectionTo(server.url), 'b-1', OWNER);
    for (const n of [0, 1, 2, 3, 4, 5]) expect((await bucket.head(`k${n}`))?.size).toBe(n);
    const [, first, second, third, fourth, fifth] = server.asked.map(
      ({ connection }) => connection,
    );
    expect([second, third]).toEqual([first, first]);
    expect(fourth).not.toBe(first);
    expect(fifth).toBe(fourth);
  });

  test('an answer on the way, a word of its end, and one of HTTP/1.0', async () => {
    await using server = await serveHeads((asked) => {
      const text = own(asked);
      if (asked.path.endsWith('/k1'))
        return { text: `HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n${text}` };
      if (asked.path.endsWith('/k2'))
        return { text: text.replace('\r\n', '\r\nConnection: close\r\n') };
      return { text: text.replace('HTTP/1.1', 'HTTP/1.0') };
    });
    const bucket = openBucket(connectionTo(server.url), 'b-1', OWNER);
    for (const n of [0, 1, 2, 3, 4]) expect((await bucket.head(`k${n}`))?.size).toBe(n);
    const [, first, second, third, fourth] = server.asked.map(({ connection }) => connection);
    expect(second).toBe(first);
    expect(new Set([second, third, fourth]).size).toBe(3);
  });

  test('become more while that is faster, and fewer at Slow Down', async () => {
    let [refusing, atOnce, most, refused] = [false, 0, 0, 0];
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      const slow = refusing && atOnce > 40;
      if (slow) refused += 1;
      setTimeout(() => {
        atOnce -= 1;
        response.writeHead(slow ? 503 : 200, {
          'content-length': sizeOf(request.url ?? ''),
          'last-modified': 'Thu, 01 Jan 2026 10:20:30 GMT',
        });
        response.end();
      }, 60);
    });
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const clock = { ...systemClock, sleep: () => Promise.resolve() };
    const connection = { ...connectionTo(`http://127.0.0.1:${port}`), clock };
    const bucket = openBucket(connection, 'b-1', OWNER);
    const read = async (count: number): Promise<void> => {
      const keys = Array.from({ length: count }, (_, n) => n);
      const heads = await Promise.all(keys.map((n) => bucket.head(`k${n}`)));
      expect(heads.map((head) => head?.size)).toEqual(keys);
    };
    try {
      await read(600);
      expect(most).toBeGreaterThanOrEqual(32);
      expect(most).toBeLessThanOrEqual(HEADS_AT_MOST);
      refusing = true;
      await read(200);
      [most, refused] = [0, 0];
      await read(1000);
      expect(most).toBeLessThanOrEqual(64);
      expect(refused).toBeLessThanOrEqual(50);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('a network that drops every third connection behind the sixth', () => {
  const isDropped = ({ connection }: AskedHead): boolean => connection > 6 && connection % 3 === 0;

  test('every head is read, and the limit comes to rest below what is dropped', async () => {
    await using server = await serveHeads((asked) =>
      isDropped(asked) ? undefined : { text: own(asked) },
    );
    const bucket = openBucket(connectionTo(server.url), 'b-1', OWNER, { silenceMs: 150 });
    const keys = Array.from({ length: 400 }, (_, n) => `k${n}`);
    const heads = await Promise.all(keys.map((key) => bucket.head(key)));
    expect(heads.map((head) => head?.size)).toEqual(keys.map((_, n) => n));
    const dropped = server.asked.filter(isDropped);
    expect(dropped.length).toBeGreaterThan(0);
    expect(dropped.length).toBeLessThan(100);
  });
});

test('heads that are answered at once give back what retries took: later reads have theirs', async () => {
  const seen = new Map<string, number>();
  const refusals = (path: string): number =>
    path.includes('/get') ? 2 : path.endsWith('7') ? 3 : 0;
  await using server = await serveHeads((asked) => {
    const times = (seen.get(asked.path) ?? 0) + 1;
    seen.set(asked.path, times);
    if (times <= refusals(asked.path))
      return { text: answer('503 Slow Down', ['Content-Length: 0']) };
    return { text: asked.path.includes('/get') ? `${FOUND}1234567` : own(asked) };
  });
  const bucket = openBucket(connectionTo(server.url), 'b-1', OWNER);
  const heads = async (keys: readonly number[]) =>
    Promise.all(keys.map((n) => bucket.head(`k${n}`)));
  const numbers = Array.from({ length: 1000 }, (_, n) => n);
  await bucket.head('k0');
  // Each of these takes more tokens of the quota than its end gives back: nothing is left of it.
  await heads(numbers.filter((n) => n < 400 && n % 10 === 7));
  await heads(numbers.filter((n) => n % 10 !== 7));
  const read = Array.from({ length: 10 }, (_, n) => bucket.sha256(`get${n}`, '"e"'));
  expect(new Set(await Promise.all(read)).size).toBe(1);
});
