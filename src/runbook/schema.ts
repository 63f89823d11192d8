// What a runbook's YAML may hold, key by key. The words after each value are shown when it is wrong.
import * as z from 'zod/mini';
import { taskOptions } from './task-options.ts';
import { anchoredPattern } from './ticket-pattern.ts';
import * as values from './values.ts';

const value = <T>(expected: string, parse: (text: string) => T | undefined) =>
  z.pipe(
    z.string({ error: expected }),
    z.transform((text, context) => {
      const parsed = parse(text);
      if (parsed !== undefined) return parsed;
      context.issues.push({ code: 'custom', message: expected, input: text });
      return z.NEVER;
    }),
  );

const section = <const T extends z.core.$ZodShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `only the keys ${Object.keys(shape).join(', ')}`
        : `a section with ${Object.keys(shape).join(', ')}`,
  });

const list = <T extends z.core.$ZodType>(of: T, least: number, most: number, what: string) =>
  z
    .array(of, { error: `a list of ${least} to ${most} ${what}` })
    .check(
      z.minLength(least, { error: `a list of ${least} to ${most} ${what}` }),
      z.maxLength(most, { error: `a list of ${least} to ${most} ${what}` }),
    );

const region = value(
  'a Region such as eu-central-1',
  values.matching(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/),
);
const server = value(
  'an instance id (i-… or mi-…)',
  values.matching(/^(i-([0-9a-f]{8}|[0-9a-f]{17})|mi-[0-9a-f]{17})$/),
);
const account = value('12 digits in quotes', values.matching(/^\d{12}$/));
const owner = value(
  "the name or number of the application's own user or group",
  values.matching(/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}\$?$/),
);
const mount = value('an absolute path without "..", "//" or "/" at its end', values.absolutePath);
const nfsExport = value('an NFS export such as server:/export/data', values.nfsExport);
const options = value(
  'mount options such as rw,hard,vers=4.1',
  values.matching(/^(?=.{1,512}$)[A-Za-z0-9_.=:/@+-]+(,[A-Za-z0-9_.=:/@+-]+)*$/),
);
const path = value(
  'a path below the mount, without "..", "//" or "/" at an end',
  values.relativePath,
);
const prefix = value('a key prefix such as archive/', values.keyPrefix);
const duration = value('a length of time such as 90s, 30m or 6h', values.duration);
const environment = value(
  'the name of a GitHub environment',
  values.matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
);
const testFile = section({ copy: path, to: path });

/** The YAML as it stands, before sections are checked against each other. */
export const schema = section({
  version: z.literal(1, { error: 'the number 1' }),
  name: value(
    'lower-case words joined by "-"',
    values.matching(/^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/),
  ),
  description: value('one line of at most 200 characters', values.line),
  account,
  application: section({
    region,
    servers: list(server, 1, 50, 'instance ids'),
    user: owner,
    group: owner,
  }),
  source: section({ mount, export: nfsExport, options }),
  gateway: section({
    arn: value(
      'the ARN of a gateway (arn:aws:storagegateway:…:gateway/sgw-…)',
      values.arnOf('storagegateway', /^gateway\/sgw-[0-9A-Fa-f]{8,17}$/),
    ),
    share: value(
      'the ARN of a file share (arn:aws:storagegateway:…:share/share-…)',
      values.arnOf('storagegateway', /^share\/share-[0-9A-Fa-f]{8,17}$/),
    ),
    mount,
    export: nfsExport,
    options,
    prefix: z.optional(prefix),
  }),
  datasync: section({
    task: value(
      'the ARN of a task (arn:aws:datasync:…:task/task-…)',
      values.arnOf('datasync', /^task\/task-[0-9a-f]{17}$/),
    ),
    timeout: duration,
    options: z.optional(taskOptions),
  }),
  bucket: section({
    name: value("a bucket's name", values.bucketName),
    prefix: z.optional(prefix),
  }),
  refresh: section({
    'log-group': value('the name of a log group', values.matching(/^[\w./#-]{1,512}$/)),
    timeout: duration,
    folders: z.optional(
      list(
        value('a folder of the share such as images/2024, or / for all of it', values.folder),
        1,
        50,
        'folders',
      ),
    ),
  }),
  canary: testFile,
  confirmation: testFile,
  gates: section({
    cutover: environment,
    'sign-off': z.optional(list(environment, 1, 5, 'GitHub environments')),
  }),
  change: section({
    ticket: value(
      'a regular expression with ^ at its start and $ at its end, such as ^CHG[0-9]{7}$',
      anchoredPattern,
    ),
  }),
});

export type Document = z.output<typeof schema>;

/** The keys that the section at `path` may have; none where there is no section. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let at: z.core.$ZodType | undefined = schema;
  for (const part of path) at = at === undefined ? undefined : shapeOf(at)[String(part)];
  return at === undefined ? [] : Object.keys(shapeOf(at));
}

function shapeOf(type: z.core.$ZodType): z.core.$ZodShape {
  const { def } = type._zod as z.core.$ZodTypes['_zod'];
  if (def.type === 'optional') return shapeOf(def.innerType);
  return def.type === 'object' ? def.shape : {};
}
