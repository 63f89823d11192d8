// A checkout with runbooks of a test's own, and cutovers in it: cutover.yml as it is, run in a lab.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decide } from '../../lab/github/jobs/environments.ts';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import type { WorkflowOptions, WorkflowResult } from '../../lab/github/workflow-run.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Until } from '../../src/plan/plan.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface CutoverRequest {
  /** The runbook's name. */
  readonly name: string;
  readonly until?: Until;
  /** Every gate is approved unless said. */
  readonly decide?: Decide;
  readonly on?: (event: RunEvent) => void;
  readonly again?: NonNullable<WorkflowOptions['again']>;
  readonly starters?: readonly string[];
}

/** Our actions and workflows beside `runbooks` (YAML by name). */
export class Checkout implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-checkout-'));

  constructor(runbooks: Readonly<Record<string, string>>) {
    mkdirSync(join(this.folder, 'runbooks'));
    for (const [name, text] of Object.entries(runbooks)) writeFileSync(this.runbook(name), text);
    symlinkSync(join(ROOT, 'actions'), join(this.folder, 'actions'));
    cpSync(join(ROOT, '.github'), join(this.folder, '.github'), { recursive: true });
  }

  /** The file of a runbook. */
  runbook(name: string): string {
    return join(this.folder, 'runbooks', `${name}.yml`);
  }

  /** Runs cutover.yml to its end, as run 77. */
  cutover(
    lab: Lab,
    {
      name,
      until = 'cutover',
      decide = () => Promise.resolve('approve'),
      on = () => {},
      ...second
    }: CutoverRequest,
  ): Promise<WorkflowResult> {
    return runWorkflow({
      lab,
      file: '.github/workflows/cutover.yml',
      inputs: {
        runbook: `runbooks/${name}.yml`,
        'change-ticket': 'CHG0000001',
        reason: 'test',
        until,
      },
      workspace: this.folder,
      runId: '77',
      decide,
      on,
      ...second,
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
