// From what is found and what is answered to everything that a runbook says.
import type { Answers, Choice } from './answers.ts';
import { besidePair } from './beside-pair.ts';
import { findServers, type Server } from './find-rest.ts';
import { findShares, findTasks } from './find-storage.ts';
import {
  belongTogether,
  lastPart,
  type Pair,
  type Share,
  shownPlace,
  type Task,
} from './places.ts';

export interface Draft extends Pair {
  readonly name: string;
  readonly description: string;
  readonly applicationRegion: string;
  readonly servers: readonly string[];
  readonly user: string;
  readonly group: string;
  readonly services: string;
  readonly sourceMount: string;
  readonly gatewayMount: string;
  readonly gatewayAddress: string;
  readonly copy: string;
  readonly logGroup: string;
  readonly evidenceBucket: string;
  readonly gate: string;
  readonly ticket: string;
}

type Say = (line: string) => void;

/** Undefined where answers are missing; then `answers.missing` says which. */
export async function draftRunbook(
  answers: Answers,
  env: NodeJS.ProcessEnv,
  say: Say,
): Promise<Draft | undefined> {
  const region =
    answers.given('region') ??
    env.AWS_REGION ??
    env.AWS_DEFAULT_REGION ??
    (await answers.text({ flag: 'region', what: 'the Region of task, gateway and share' }));
  // Without a Region nothing can be found, and what the rest would still need is not known.
  const pair = region === undefined ? undefined : await findPair(answers, region, say);
  const servers = region === undefined ? undefined : await serversOf(answers, region, say);
  const there = pair && region && (await besidePair(answers, region, pair, say));
  const people = await whoAndWhere(answers, pair?.task);
  if (pair === undefined || servers === undefined || !there) return undefined;
  const draft = { ...pair, ...servers, ...people, ...there };
  return isComplete(draft) ? draft : undefined;
}

type Optional<T> = { readonly [K in keyof T]: T[K] | undefined };

const isComplete = (draft: Optional<Draft>): draft is Draft =>
  Object.values(draft).every((value) => value !== undefined);

async function findPair(answers: Answers, region: string, say: Say): Promise<Pair | undefined> {
  const [tasks, shares] = await Promise.all([findTasks(region), findShares(region, say)]);
  const named = (flag: 'task' | 'share', one: Task | Share): boolean =>
    namesOf(one).includes(answers.given(flag) ?? one.arn);
  const all = belongTogether(tasks, shares);
  const pairs = all.filter(({ task, share }) => named('task', task) && named('share', share));
  say(`${region}: ${tasks.length} task(s) from NFS to S3, ${shares.length} NFS share(s)`);
  const flag =
    answers.given('share') !== undefined && answers.given('task') === undefined ? 'share' : 'task';
  const given = answers.given(flag);
  const question = { flag, what: 'a task and a share on the same prefix of a bucket' } as const;
  if (given !== undefined && pairs.length === 0) {
    answers.refuse(question, all.map(choiceOf), given);
    return undefined;
  }
  const pair = await answers.choice(question, pairs.map(choiceOf));
  if (pair === undefined) {
    for (const task of tasks) say(`  task   ${shownTask(task)}`);
    for (const share of shares) say(`  share  ${shownShare(share)}`);
    return undefined;
  }
  say(`  task   ${shownTask(pair.task)}`);
  say(`  share  ${shownShare(pair.share)}`);
  return pair;
}

const namesOf = ({ arn, name }: Task | Share): string[] => [arn, lastPart(arn), name];
const shownTask = (task: Task): string =>
  `${lastPart(task.arn)} ${task.name}: ${task.export} to ${shownPlace(task.to)}`;
const shownShare = (share: Share): string =>
  `${lastPart(share.arn)} ${share.address ?? '?'}:${share.path} shows ${shownPlace(share.of)}`;

// The choice is among pairs that the flags leave: any of their names would do.
const choiceOf = (pair: Pair): Choice<Pair> => ({
  names: [...namesOf(pair.task), ...namesOf(pair.share)],
  shown: `${shownTask(pair.task)}; ${shownShare(pair.share)}`,
  value: pair,
});

async function serversOf(
  answers: Answers,
  region: string,
  say: Say,
): Promise<Pick<Draft, 'applicationRegion' | 'servers'> | undefined> {
  const near = answers.given('application-region') ?? region;
  let found = await findServers(near);
  let applicationRegion: string | undefined = near;
  if (found.length === 0 && answers.given('application-region') === undefined) {
    applicationRegion = await answers.text({
      flag: 'application-region',
      what: `the Region of the application servers (Systems Manager shows none in ${near})`,
    });
    found = applicationRegion === undefined ? [] : await findServers(applicationRegion);
  }
  if (applicationRegion === undefined) return undefined;
  const servers = await chosenServers(answers, found);
  if (servers === undefined) return undefined;
  for (const { id, name } of servers) say(`  server ${id} ${name} in ${applicationRegion}`);
  return { applicationRegion, servers: servers.map(({ id }) => id) };
}

async function chosenServers(
  answers: Answers,
  found: readonly Server[],
): Promise<Server[] | undefined> {
  const choices = found.map((value) => ({
    names: [value.id, value.name],
    shown: `${value.id} ${value.name}`,
    value,
  }));
  const question = { flag: 'server', what: 'the application servers, Linux and online' } as const;
  if (answers.servers.length === 0) return answers.several(question, choices);
  const given = found.filter(({ id }) => answers.servers.includes(id));
  if (given.length === new Set(answers.servers).size) return given;
  // A server that is not there would fail the run only during the cutover.
  answers.refuse(question, choices, answers.servers.join(' '));
  return undefined;
}

async function whoAndWhere(answers: Answers, task: Task | undefined) {
  const name = await answers.text({
    flag: 'name',
    what: 'the name of the runbook, lower-case words joined by "-"',
  });
  const shown = task === undefined ? '' : `, from ${task.export} to ${shownPlace(task.to)}`;
  const description =
    answers.given('description') ??
    (name === undefined ? undefined : `${name}${shown}`.slice(0, 200));
  const sourceMount = await answers.text({
    flag: 'source-mount',
    what: 'the path on the servers where the files are used',
  });
  const user = await answers.text({
    flag: 'user',
    what: 'the user who uses the files on the servers, never root',
  });
  const services = await answers.text({
    flag: 'services',
    what: 'the units of systemd to stop for the freeze, such as app.service; a comma between two, or none',
  });
  return {
    ...{ name, description, sourceMount, user, services },
    gatewayMount: answers.given('gateway-mount') ?? '/mnt/fgw',
    group: answers.given('group') ?? user,
    gate: answers.given('gate') ?? 'cutover',
    ticket: answers.given('ticket') ?? '^CHG[0-9]{7}$',
  };
}
