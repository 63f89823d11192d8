// The managed nodes: the application servers of the runbook, online in their Region.
import type { LabContext } from '../context.ts';
import type { Json } from '../protocol/service.ts';
import { pageOf } from './documents.ts';
import { ssmError, validation } from './errors.ts';

export interface DescribeInstancesInput {
  readonly InstanceInformationFilterList?: readonly {
    readonly key: string;
    readonly valueSet: readonly string[];
  }[];
  readonly Filters?: readonly { readonly Key: string; readonly Values: readonly string[] }[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

type Node = Readonly<Record<string, unknown>> & { readonly InstanceId: string };

/** DescribeInstanceInformation's answer in a Region. */
export function describeInstances(
  { world, clock, faults }: LabContext,
  region: string,
  input: DescribeInstancesInput,
): Json {
  if (input.Filters !== undefined && input.InstanceInformationFilterList !== undefined)
    throw validation('Filters and InstanceInformationFilterList cannot be used together.');
  const { application } = world.names;
  const servers = region === application.region ? application.servers : [];
  const filters: Filter[] = [
    ...(input.InstanceInformationFilterList ?? []).map(({ key, valueSet }) => ({
      key,
      values: valueSet,
    })),
    ...(input.Filters ?? []).map(({ Key, Values }) => ({ key: Key, values: Values })),
  ];
  checkFilters(filters);
  const nodes = servers
    .map((id, i) => describe(id, i, clock.now()))
    .map((node, i) => (i === 0 && faults.instance === 'offline' ? lost(node) : node))
    .slice(faults.instance === 'unknown' ? 1 : 0);
  const found = nodes.filter((node) =>
    filters.every(({ key, values }) => valueOf(node, key).some((value) => values.includes(value))),
  );
  const { items, next } = pageOf(found, input);
  return { InstanceInformationList: items, ...(next !== undefined && { NextToken: next }) };
}

/** Filters that do not go together. What the service says was seen in danmx/sigil#61 and boto/boto3#3027. */
function checkFilters(filters: readonly Filter[]): void {
  if (filters.length > 1 && filters.some(({ key }) => isTag(key)))
    throw validation('Cannot mix tag or inventory filter with any other filter.');
  if (filters.some(({ key, values }) => key === 'ResourceType' && values.length > 1))
    throw ssmError(
      'InvalidInstanceInformationFilterValue',
      'ResourceType filter may contain only one value.',
    );
}

interface Filter {
  readonly key: string;
  readonly values: readonly string[];
}

const isTag = (key: string): boolean => key.startsWith('tag:') || key === 'tag-key';

function describe(id: string, index: number, now: number): Node {
  return {
    InstanceId: id,
    PingStatus: 'Online',
    LastPingDateTime: Math.floor(now / 1000) - 30,
    AgentVersion: '3.3.2746.0',
    IsLatestVersion: true,
    PlatformType: 'Linux',
    PlatformName: 'Debian GNU/Linux',
    PlatformVersion: '12',
    ResourceType: id.startsWith('mi-') ? 'ManagedInstance' : 'EC2Instance',
    IPAddress: `10.0.0.${10 + index}`,
    ComputerName: `application-${index + 1}.example.internal`,
    SourceId: id,
    SourceType: id.startsWith('mi-') ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance',
  };
}

const HOUR_SECONDS = 3600;

const lost = (node: Node): Node => ({
  ...node,
  PingStatus: 'ConnectionLost',
  LastPingDateTime: Number(node.LastPingDateTime) - HOUR_SECONDS,
});

/** The member that a filter looks at. */
const FILTERED: ReadonlyMap<string, string> = new Map([
  ['InstanceIds', 'InstanceId'],
  ['PlatformTypes', 'PlatformType'],
  ['PingStatus', 'PingStatus'],
  ['AgentVersion', 'AgentVersion'],
  ['ResourceType', 'ResourceType'],
  ['SourceIds', 'SourceId'],
  ['SourceTypes', 'SourceType'],
]);

function valueOf(node: Node, key: string): readonly string[] {
  if (isTag(key)) return [];
  const member = FILTERED.get(key);
  if (member !== undefined) return [String(node[member])];
  if (['ActivationIds', 'IamRole', 'AssociationStatus'].includes(key)) return [];
  throw ssmError('InvalidFilterKey', `The filter key ${key} is not valid.`);
}
