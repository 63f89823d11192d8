// The lab's systemd-escape names mount units as systemd does (values of systemd 252).
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const TOOLS = fileURLToPath(new URL('../../../lab/application-server/tools', import.meta.url));

test.each([
  ['/mnt/data', 'mnt-data.mount'],
  ['/srv/home {run} folders', String.raw`srv-home\x20\x7brun\x7d\x20folders.mount`],
  ['/mnt/a-b/ü', String.raw`mnt-a\x2db-\xc3\xbc.mount`],
  ['/.x/.y', String.raw`\x2ex-.y.mount`],
  ['/mnt/a\nb%c\\d', String.raw`mnt-a\x0ab\x25c\x5cd.mount`],
])('%j', (path, unit) => {
  const answer = execFileSync(
    'sh',
    [`${TOOLS}/systemd-escape`, '-p', '--suffix=mount', '--', `/server${path}`],
    {
      env: {
        LAB_TOOLS: TOOLS,
        LAB_PATH: '/usr/bin:/bin',
        LAB_SERVER: '/server',
        LAB_STATE: '/tmp',
        LAB_TIME: 'virtual',
      },
      encoding: 'utf8',
    },
  );
  expect(answer).toBe(`${unit}\n`);
});
