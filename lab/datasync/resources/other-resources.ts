// What else the scenario has in DataSync: another task, and further locations.
import type { LabContext } from '../../context.ts';
import { hexId } from '../../ids.ts';
import type { FurtherLocation } from '../../faults/scenario.ts';
import type { Task } from '../model.ts';

export interface OtherTask {
  readonly arn: string;
  readonly source: string;
  readonly destination: string;
  /** What it reads, as a location URI. */
  readonly from: string;
  /** Its destination, such as s3://bucket/prefix/. */
  readonly uri: string;
}

type Own = Pick<Task, 'arn' | 'sourceLocation' | 'destinationLocation' | 'agent'>;

const ofAccount = (own: Own, resource: string): string =>
  `${own.arn.replace(/:task\/.*$/, '')}:${resource}`;

/** Undefined where the scenario has none. */
export function otherTask({ faults }: LabContext, own: Own): OtherTask | undefined {
  const { task: uri, uses } = faults.others ?? {};
  if (uri === undefined && uses === undefined) return undefined;
  const id = (name: string): string => hexId(17, own.arn, name);
  const location = (name: string): string => ofAccount(own, `location/loc-${id(name)}`);
  return {
    arn: ofAccount(own, `task/task-${id('other task')}`),
    source: uses === 'source' ? own.sourceLocation : location('other source'),
    destination: uses === 'destination' ? own.destinationLocation : location('other destination'),
    from: URIS.nfs,
    uri: uri ?? 's3://another-bucket/',
  };
}

export interface OtherLocation {
  readonly arn: string;
  readonly kind: FurtherLocation['kind'];
  readonly uri: string;
  readonly agents: readonly string[];
}

const URIS: Readonly<Record<FurtherLocation['kind'], string>> = {
  nfs: 'nfs://other-server.example.internal/export/',
  smb: 'smb://windows.example.internal/share/',
  hdfs: 'hdfs://name-node.example.internal:8020/',
  'object-storage': 'object-storage://objects.example.internal/bucket/',
  'azure-blob': 'azure-blob://account.blob.core.windows.net/container/',
  s3: 's3://another-bucket/',
  efs: 'efs://us-west-2.fs-0123456789abcdef0/',
  fsxw: 'fsxw://us-west-2.fs-0123456789abcdef0/share/',
  other: 'tape://library.example.internal/',
};

/** The further locations of the scenario; those of the other task are among them. */
export function otherLocations(context: LabContext, own: Own): readonly OtherLocation[] {
  const another = ofAccount(own, `agent/agent-${hexId(17, own.arn, 'another agent')}`);
  const further = (context.faults.others?.locations ?? []).map(({ kind, agent }, i) => ({
    arn: ofAccount(own, `location/loc-${hexId(17, own.arn, `location ${i}`)}`),
    kind,
    uri: URIS[kind],
    agents: agent === 'none' ? [] : [agent === 'own' ? own.agent : another],
  }));
  const task = otherTask(context, own);
  if (task === undefined) return further;
  const ofTask: OtherLocation[] = [
    { arn: task.source, kind: 'nfs', uri: task.from, agents: [another] },
    { arn: task.destination, kind: 's3', uri: task.uri, agents: [] },
  ];
  const { sourceLocation, destinationLocation } = own;
  return [
    ...ofTask.filter(({ arn }) => arn !== sourceLocation && arn !== destinationLocation),
    ...further,
  ];
}
