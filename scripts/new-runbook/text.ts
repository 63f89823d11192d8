// The YAML of a new runbook, with the comments that its editors need.
import { stringify } from 'yaml';
import { forms } from '../../src/runbook/schema/forms.ts';
import { schema } from '../../src/runbook/schema/keys.ts';
import type { Draft } from './draft.ts';
import { unitsIn } from './options.ts';

/** The text of the file; each section is explained by the words of the schema. */
export function runbookText(draft: Draft): string {
  const account = draft.task.arn.split(':')[4] ?? '';
  const head = { version: 1, name: draft.name, description: draft.description, account };
  return [
    '# yaml-language-server: $schema=schema.json\n',
    yaml(head),
    ...Object.entries(sections(draft)).map(
      ([name, content]) => `\n${remarks(name)}${yaml({ [name]: content })}`,
    ),
  ].join('');
}

function sections(draft: Draft): Readonly<Record<string, object>> {
  const { copy, share, task } = draft;
  const nfsVersion = task.version === undefined ? '' : `,vers=${task.version}`;
  const prefix = (of: { prefix: string }) => (of.prefix === '' ? {} : { prefix: of.prefix });
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(copy)?.[0] ?? '';
  return {
    application: {
      region: draft.applicationRegion,
      servers: draft.servers,
      user: draft.user,
      group: draft.group,
      services: unitsIn(draft.services),
    },
    source: { mount: draft.sourceMount, export: task.export, options: `rw,hard${nfsVersion}` },
    gateway: {
      arn: share.gateway,
      share: share.arn,
      mount: draft.gatewayMount,
      export: `${draft.gatewayAddress}:${share.path}`,
      options: 'rw,hard,nolock',
      ...prefix(share.of),
    },
    datasync: { task: task.arn, timeout: '5h' },
    bucket: { name: task.to.bucket, ...prefix(task.to) },
    refresh: { 'log-group': draft.logGroup, timeout: '30m' },
    evidence: { bucket: draft.evidenceBucket },
    verify: {
      ...{ depth: 'content', sample: 300, user: 'root', group: 'root' },
      ...{ extras: 'fail', calibrate: true, 'newer-limit': 100 },
    },
    canary: { copy, to: `nfs-cutover-canary${ending}` },
    confirmation: { copy, to: `nfs-cutover-confirmation${ending}` },
    gates: { cutover: draft.gate },
    change: { ticket: draft.ticket },
  };
}

/** What the makers of the file could not know, beside the schema's own words. */
const check: Readonly<Record<string, string>> = {
  application: 'With services, add "health:" too: a unit, a url or a port that shows that they work.',
  source: 'Compare export and options with /etc/fstab of the servers.',
  gateway: 'Compare export and options with /etc/fstab of the servers.',
  datasync: 'Without options the task runs with its own settings.',
  verify: 'Without exceptions at first: what a run finds decides what may be let pass.',
  change: 'Adapt it to the numbers of your changes.',
};

function remarks(section: string): string {
  const type = schema._zod.def.shape[section as keyof typeof schema._zod.def.shape];
  const words = [forms.get(type)?.description, check[section]];
  return words.flatMap((line) => (line === undefined ? [] : `# ${line}\n`)).join('');
}

const yaml = (content: object): string =>
  stringify(content, { singleQuote: true, lineWidth: 0, indentSeq: true });
