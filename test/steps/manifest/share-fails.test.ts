// A tree that several servers list side by side, where one of them fails.
import { describe, expect, test } from '@jest/globals';
import type { Ssm } from '../../../src/aws/ssm/ssm.ts';
import { errorOf, failure, fakeServer } from './manifest-server.ts';
import type { FakeServer } from './manifest-server.ts';
import { RUNBOOK, SERVERS } from './three-listers.ts';

const CUT_B = Buffer.from('b').toString('base64');
const CUT_C = Buffer.from('c').toString('base64');

describe('a server that fails', () => {
  const REFUSED = { refusal: 'not-mounted', detail: '/mnt/data' };
  const LISTS = { level: '1', 'cut-1': CUT_B, 'cut-2': CUT_C };

  test('ends the listing on the others at once', async () => {
    const cancelled: string[] = [];
    using server = serversThat((of) => (of === SERVERS[1] ? REFUSED : 'lists on'), cancelled);
    expect(await errorOf(server)).toMatchObject({
      code: 'server-refused',
      failure: { what: `listing /mnt/data on ${SERVERS[1]}` },
    });
    expect(cancelled).toEqual([SERVERS[0], SERVERS[2]]);
  });

  test('and one that takes no command', async () => {
    const cancelled: string[] = [];
    using server = serversThat((of) => (of === SERVERS[2] ? 'no command' : 'lists on'), cancelled);
    expect(await errorOf(server)).toMatchObject({ code: 'aws-denied' });
    expect(cancelled).toEqual([SERVERS[0], SERVERS[1]]);
  });

  test('is what is told, even if the others cannot be cancelled', async () => {
    using server = serversThat((of) => (of === SERVERS[1] ? REFUSED : 'lists on'));
    expect(await errorOf(server)).toMatchObject({ code: 'server-refused' });
    expect(server.said.filter((line) => line.startsWith('Command '))).toEqual(
      ['1', '3'].map(
        (command) =>
          `Command ${command} could not be cancelled and may run on: the object: expected an answer, got aws-unavailable; wait`,
      ),
    );
  });

  test('a fresh listing leaves nothing on the others', async () => {
    const removed: string[] = [];
    using server = serversThat((of) => (of === SERVERS[1] ? REFUSED : 'lists on'), [], removed);
    expect(await errorOf(server)).toMatchObject({ code: 'server-refused' });
    expect(removed).toEqual([]);
    expect(await errorOf(server, { fresh: true })).toMatchObject({ code: 'server-refused' });
    expect(removed).toEqual(SERVERS);
  });

  /** Servers that each list on for ever, take no command, or refuse; the look for cuts is answered. */
  function serversThat(
    does: (server: string) => typeof REFUSED | 'lists on' | 'no command',
    cancelled?: string[],
    removed: string[] = [],
  ): FakeServer {
    const server = fakeServer(new Map(), () => undefined, undefined, RUNBOOK);
    const sent: string[] = [];
    const ssm: Ssm = {
      ...server.ports.ssm,
      send: async ({ servers: [to = ''], parameters }) => {
        if (parameters.Part !== undefined) removed.push(to);
        const look = parameters.Shares !== undefined || parameters.Part !== undefined;
        if (!look && does(to) === 'no command') throw failure('aws-denied');
        sent.push(look ? 'look' : to);
        return { id: String(sent.length - 1), requestedAt: undefined };
      },
      invocation: async (command) => {
        const of = sent[Number(command)] ?? '';
        const said = of === 'look' ? LISTS : does(of);
        if (typeof said === 'string')
          return { status: 'InProgress', details: '', exit: -1, stdout: '', stderr: '' };
        const stdout = Object.entries(said)
          .map(([key, value]) => `@${key}=${Buffer.from(value).toString('base64')}\n`)
          .join('');
        return of === 'look'
          ? { status: 'Success', details: 'Success', exit: 0, stdout, stderr: '' }
          : { status: 'Failed', details: 'Failed', exit: 3, stdout, stderr: '' };
      },
      cancel: async (command) => {
        if (cancelled === undefined) throw failure('aws-unavailable');
        cancelled.push(sent[Number(command)] ?? '');
      },
    };
    return {
      ...server,
      ports: { ...server.ports, ssm },
      [Symbol.dispose]: () => server[Symbol.dispose](),
    };
  }
});
