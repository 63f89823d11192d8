// The rule by which a layer's paths are compared: what the layer shows of the run's calibration folder.
import { keyOf } from '../../reconcile/paths/object-key.ts';
import type { ObjectHead } from '../../aws/s3/heads/head-reader.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import {
  calibrateLayer,
  rowsOfFolder,
  ruleInWords,
} from '../../reconcile/judging/calibrate-layer.ts';
import type {
  CalibratedLayer,
  Calibration,
  CalibrationPair,
} from '../../reconcile/judging/calibrate-layer.ts';
import {
  GATEWAY,
  isOtherType,
  OBJECT,
  objectAttributes,
} from '../../reconcile/judging/compare-rule.ts';
import type { FileAttributes } from '../../reconcile/judging/compare-rule.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { wantedTree } from '../manifest/manifest-runs.ts';
import { calibrationFolder } from '../../runbook/test-file-name.ts';
import type { StepContext } from '../frame/context.ts';
import { fetchFolders } from '../manifest/fetch-folders.ts';
import type { Manifest, ManifestPorts } from '../manifest/list-tree.ts';
import { manifestFolder } from '../manifest/manifest-store.ts';

const folderOf = ({ runbook, run }: StepContext): string =>
  calibrationFolder(runbook.canary.to, run.id);

export interface LayerRule extends Calibration {
  /** In words, for the record, the summary and the report. */
  readonly words: string;
  readonly calibrated: boolean;
}

/** The rule for the bucket: what DataSync has written for the folder of this run, by HEAD. */
export async function bucketRule(
  context: StepContext,
  bucket: Bucket,
  source: Manifest,
): Promise<LayerRule> {
  if (!context.runbook.verify.calibrate) return uncalibrated('bucket');
  const folder = `${folderOf(context)}/`;
  const pairs: CalibrationPair[] = [];
  for (const [path, attributes] of await rowsOfFolder(readRowsFile(source.file), folder)) {
    const end = attributes.type === 'd' && path !== '' ? '/' : '';
    const key = keyOf(context.runbook.bucket.prefix, `${folder}${path}${end}`);
    pairs.push({ path, source: attributes, shown: asFile(attributes, await bucket.head(key)) });
  }
  return calibrated('bucket', pairs);
}

function asFile(source: FileAttributes, head: ObjectHead | undefined): CalibrationPair['shown'] {
  if (head === undefined) return undefined;
  const found = objectAttributes(head.metadata);
  if ('lacks' in found) return { problem: `lacks ${found.lacks.join(', ')}` };
  if (isOtherType(source, found.format))
    return { problem: `has the type ${found.format.toString(8)}` };
  if (source.type === 'd' && head.size !== 0) return { problem: `has ${head.size} bytes, not 0` };
  return { ...source, ...found, size: head.size };
}

/**
 * Lists the calibration folder on the gateway's mount, for a comparison that lists only what changed; undefined if the
 * runbook asks for none. Each proof measures the rule for the gateway again.
 */
export async function listCalibration(
  context: StepContext,
  ports: ManifestPorts,
): Promise<Manifest | undefined> {
  if (!context.runbook.verify.calibrate) return undefined;
  return fetchFolders(context, ports, {
    ...wantedTree(context.runbook, 'gateway'),
    label: 'gateway-calibration',
    directory: manifestFolder(context.env),
    folders: [Buffer.from(`${folderOf(context)}/`)],
    below: true,
  });
}

/** The rule for the gateway: what its manifest or listing shows of the folder of this run. */
export async function gatewayRule(
  context: StepContext,
  source: Manifest,
  gateway: Manifest | undefined,
): Promise<LayerRule> {
  if (!context.runbook.verify.calibrate || gateway === undefined) return uncalibrated('gateway');
  const folder = `${folderOf(context)}/`;
  const shown = await rowsOfFolder(readRowsFile(gateway.file), folder);
  const wanted = await rowsOfFolder(readRowsFile(source.file), folder);
  const pairs = Array.from(wanted, ([path, attributes]) => ({
    path,
    source: attributes,
    shown: shown.get(path),
  }));
  return calibrated('gateway', pairs);
}

const NAMES: Readonly<Record<CalibratedLayer, string>> = {
  bucket: 'The bucket keeps',
  gateway: 'The gateway shows',
};

function calibrated(layer: CalibratedLayer, pairs: readonly CalibrationPair[]): LayerRule {
  const found = calibrateLayer(layer, pairs);
  const words =
    found.problems.length === 0
      ? `${NAMES[layer]} ${ruleInWords(found.rule)}${found.early ? '' : ', no times before 1970'} (calibrated)`
      : `The calibration does not hold: ${found.problems.join('; ')}`;
  return { ...found, words, calibrated: true };
}

/** The rule for a layer without a calibration folder. */
export function uncalibrated(layer: CalibratedLayer): LayerRule {
  const rule = layer === 'bucket' ? OBJECT : GATEWAY;
  const words = `${ruleInWords(rule)} (not calibrated)`;
  return { rule, problems: [], early: true, words, calibrated: false };
}
