// The scenario's other task: one more that writes into a bucket.
import type { LabContext } from '../context.ts';
import { hexId } from '../ids.ts';

export interface NeighbourTask {
  readonly arn: string;
  readonly source: string;
  readonly destination: string;
  /** What it reads, as a location URI. */
  readonly from: string;
  /** Its destination, such as s3://bucket/prefix/. */
  readonly uri: string;
}

/** Undefined where the scenario has none. */
export function neighbourTask({ faults, world }: LabContext): NeighbourTask | undefined {
  const uri = faults.neighbour?.task;
  if (uri === undefined) return undefined;
  const { task } = world.names.datasync;
  const own = task.replace(/:task\/.*$/, '');
  return {
    arn: `${own}:task/task-${hexId(17, task, 'neighbour')}`,
    source: `${own}:location/loc-${hexId(17, task, 'neighbour source')}`,
    destination: `${own}:location/loc-${hexId(17, task, 'neighbour destination')}`,
    from: 'nfs://other-server.example.internal/export/',
    uri,
  };
}
