// What a comparison of whole trees is handed.
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { ManifestPorts } from '../manifest/manifest.ts';
import type { RecheckInputs } from './recheck.ts';
import type { TreeMoment } from './tree-policy.ts';

/** The adapters: servers, their outputs, the bucket of the files, and the task. */
export interface TreePorts extends ManifestPorts {
  readonly bucket: Bucket;
  readonly datasync: DataSync;
}

/** What a comparison of trees is told. */
export type TreeInputs = Omit<TreeMoment, 'filters'> &
  RecheckInputs & {
    /** The execution whose own report is compared too, where the runbook asks for one. */
    readonly executionArn?: string | undefined;
  };
