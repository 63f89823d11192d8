// The AWS CLI and its service models: a witness of the lab that nobody here has written.
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Shape } from '../../../lab/protocol/shape.ts';

/** The version of the AWS CLI on this machine, or undefined (and a line that says so) without one. */
export function awsCliVersion(): string | undefined {
  const { status, stdout, stderr } = spawnSync('aws', ['--version'], { encoding: 'utf8' });
  if (status === 0) return `${stdout}${stderr}`.trim();
  process.stderr.write('skipped: the AWS CLI is not on PATH, so the lab is not checked with it\n');
  return undefined;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the AWS CLI with nothing of the caller's environment but PATH. */
export function runAws(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Ran> {
  const clean = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1',
    ...env,
  };
  return new Promise((resolve) => {
    execFile('aws', args, { env: clean, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

interface ModelShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

export interface Model {
  readonly metadata: { readonly targetPrefix?: string; readonly jsonVersion?: string };
  readonly operations: Readonly<
    Record<
      string,
      { readonly input?: { readonly shape: string }; readonly output?: { readonly shape: string } }
    >
  >;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

/** Reads the service model that the CLI itself uses; `args` is any call of that service. */
export async function readModel(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Model> {
  return parseModel(await modelFile(env, args));
}

/** Reads the newest models of several services: one call of the CLI says where all of them are. */
export async function readModels(
  env: Readonly<Record<string, string>>,
  services: readonly string[],
): Promise<ReadonlyMap<string, Model>> {
  const data = join(await modelFile(env, ['sts', 'get-caller-identity']), '..', '..', '..');
  return new Map(
    services.map((service) => {
      const version = readdirSync(join(data, service)).sort().at(-1) ?? '';
      const folder = join(data, service, version);
      const file = readdirSync(folder).find((one) => /^service-2\.json(\.gz)?$/.test(one)) ?? '';
      return [service, parseModel(join(folder, file))];
    }),
  );
}

/** The file of the model that the CLI loads for a call. */
async function modelFile(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string> {
  const { stderr } = await runAws(env, [...args, '--debug']);
  const [, file = ''] = /Loading JSON file: (\S+\/service-2\.json(?:\.gz)?)/.exec(stderr) ?? [];
  return file;
}

function parseModel(file: string): Model {
  const bytes = readFileSync(file);
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as Model;
}

/** How the shape that the lab takes differs from the model's. */
export function inputDifferences(model: Model, name: string, shape: Shape, path = ''): string[] {
  const theirs = shapeOf(model, name);
  const at = path === '' ? name : path;
  if (theirs.type !== shape.type) return [`${at}: ${shape.type}, the model has ${theirs.type}`];
  if (shape.type === 'structure') {
    const mine = Object.keys(shape.members);
    const known = Object.keys(theirs.members ?? {});
    return [
      ...sameNames(`${at} members`, mine, known),
      ...sameNames(`${at} required`, shape.required ?? [], theirs.required ?? []),
      ...Object.entries(theirs.members ?? {}).flatMap(([member, { shape: its }]) => {
        const one = shape.members[member];
        return one === undefined ? [] : inputDifferences(model, its, one, `${at}.${member}`);
      }),
    ];
  }
  if (shape.type === 'list' || shape.type === 'map') {
    const its = (theirs.member ?? theirs.value)?.shape ?? '';
    return [...sameLimits(at, shape, theirs), ...inputDifferences(model, its, shape.of, `${at}[]`)];
  }
  if (shape.type === 'string')
    return [...sameNames(`${at} values`, shape.values ?? [], theirs.enum ?? [])];
  return [];
}

/** What botocore 1.44.8 has, so that the model of an older AWS CLI may lack it. */
const NEWER: readonly string[] = ['ObjectMetadata', 'startFromHead', 'ESSENTIALS'];

function sameNames(what: string, mine: readonly string[], theirs: readonly string[]): string[] {
  const lacks = theirs.filter((one) => !mine.includes(one));
  const extra = mine.filter((one) => !theirs.includes(one) && !NEWER.includes(one));
  return [
    ...(lacks.length > 0 ? [`${what}: lacks ${lacks.join(', ')}`] : []),
    ...(extra.length > 0 ? [`${what}: the model has no ${extra.join(', ')}`] : []),
  ];
}

function sameLimits(
  at: string,
  mine: { readonly min?: number; readonly max?: number },
  theirs: ModelShape,
): string[] {
  const wrong = (['max'] as const).filter(
    (limit) => mine[limit] !== undefined && mine[limit] !== theirs[limit],
  );
  return wrong.map((limit) => `${at} ${limit}: ${mine[limit]}, the model has ${theirs[limit]}`);
}

/** What in an answer of the lab the model does not have, or has as another type. */
export function outputDifferences(model: Model, name: string, value: unknown, path = ''): string[] {
  const theirs = shapeOf(model, name);
  const at = path === '' ? name : path;
  const wrong = [`${at}: ${JSON.stringify(value)} is no ${theirs.type}`];
  switch (theirs.type) {
    case 'structure':
    case 'map':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong;
      return Object.entries(value).flatMap(([key, one]) => {
        const its = theirs.type === 'map' ? theirs.value : theirs.members?.[key];
        if (its === undefined) return [`${at}.${key}: the model has no such member`];
        return outputDifferences(model, its.shape, one, `${at}.${key}`);
      });
    case 'list':
      if (!Array.isArray(value)) return wrong;
      return value.flatMap((one) =>
        outputDifferences(model, theirs.member?.shape ?? '', one, `${at}[]`),
      );
    case 'string':
      if (typeof value !== 'string') return wrong;
      return theirs.enum === undefined || theirs.enum.includes(value)
        ? []
        : [`${at}: the model has no value '${value}'`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong;
    case 'integer':
    case 'long':
      return Number.isInteger(value) ? [] : wrong;
    default:
      return typeof value === 'number' ? [] : wrong;
  }
}

function shapeOf(model: Model, name: string): ModelShape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`the model has no shape '${name}'`);
  return shape;
}
