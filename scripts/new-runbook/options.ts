// The command line of npm run new-runbook: every question has a flag that answers it.
import { readArguments } from '../command-line.ts';
import type * as z from 'zod/mini';
import { matching, value } from '../../src/runbook/schema/forms.ts';
import { EXPORT_HOST } from '../../src/runbook/schema/values.ts';
import * as kinds from '../../src/runbook/schema/kinds.ts';
import * as sections from '../../src/runbook/schema/optional-sections.ts';

export const USAGE = `npm run new-runbook -- [options]

Finds tasks, shares, gateways, servers and log groups through the AWS APIs (it only reads), proposes what belongs
together, asks what it cannot find, and writes runbooks/NAME.yml. Credentials as for any AWS SDK.

  --name NAME                  the runbook's name: lower-case words joined by "-"
  --description TEXT           one line, the title of plans and reports
  --region REGION              of task, gateway and share            (AWS_REGION)
  --application-region REGION  of the application servers            (the same, where servers are found in it)
  --task TASK                  ARN, id or name of the DataSync task
  --share SHARE                ARN, id or name of the file share
  --server ID                  an application server; once for each
  --source-mount PATH          where the files are used on the servers
  --gateway-mount PATH         where the share is mounted beside it  (/mnt/fgw)
  --gateway-address HOST       where the servers reach the gateway   (what the gateway reports)
  --user USER, --group GROUP   who uses the files                    (the group: as the user)
  --services UNITS             what to stop for the freeze: app.service, or none; a comma between two
  --copy PATH                  a file whose bytes test files get     (a small one that the bucket has)
  --log-group NAME             where the gateway's events arrive
  --evidence-bucket NAME       where servers leave long outputs
  --gate ENVIRONMENT           whose reviewers release the cutover   (cutover)
  --ticket PATTERN             what a change ticket looks like       (^CHG[0-9]{7}$)
  --folder DIR                 where the file is written             (runbooks)
  --help                       this text

Where there is no terminal to ask in, it says which of these it needs.`;

const host = matching(
  'a host name or an address, as a mount names it',
  new RegExp(`^${EXPORT_HOST}$`),
);

/** The units of a text, with a comma or a blank between two; `none` is none. */
export const unitsIn = (text: string): string | readonly string[] =>
  text === 'none' ? text : text.split(/[\s,]+/);

const services = value(
  'names of units with a comma between two, such as app.service,app.timer, or the word none',
  (text) => (sections.services.safeParse(unitsIn(text)).success ? text : undefined),
  /./,
);

/** Flags with one text as their value, and what that text must be; those without a kind name something to find. */
const flags = {
  name: kinds.name,
  description: kinds.line,
  region: kinds.region,
  'application-region': kinds.region,
  task: undefined,
  share: undefined,
  'source-mount': kinds.mount,
  'gateway-mount': kinds.mount,
  'gateway-address': host,
  user: kinds.owner,
  group: kinds.owner,
  services,
  copy: kinds.path,
  'log-group': kinds.logGroup,
  'evidence-bucket': kinds.bucketName,
  gate: kinds.environment,
  ticket: kinds.ticket,
  folder: undefined,
} as const satisfies Record<string, z.ZodMiniType | undefined>;

export type Flag = keyof typeof flags;

export interface Options {
  readonly given: Readonly<Partial<Record<Flag, string>>>;
  readonly servers: readonly string[];
}

/** What a value of the flag must be, or undefined where it is right. */
export function refusal(flag: Flag, value: string): string | undefined {
  const found = flags[flag]?.safeParse(value);
  return found?.success === false ? found.error.issues[0]?.message : undefined;
}

/** Reads the arguments; undefined when only the usage was asked for. Throws all that is wrong. */
export function readOptions(argv: readonly string[]): Options | undefined {
  const texts = Object.keys(flags).map((flag) => [flag, { type: 'string' }] as const);
  const { values } = readArguments({
    args: [...argv],
    options: {
      ...(Object.fromEntries(texts) as Record<Flag, { type: 'string' }>),
      server: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  const { help, server: servers, ...given } = values;
  if (help) return undefined;
  const wrong = Object.entries(given).flatMap(([flag, value]) => {
    const expected = refusal(flag as Flag, value);
    return expected === undefined ? [] : [`--${flag}: expected ${expected}, got '${value}'`];
  });
  for (const id of servers)
    if (!kinds.server.safeParse(id).success)
      wrong.push(`--server: expected an instance id (i-… or mi-…), got '${id}'`);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return { given, servers };
}
