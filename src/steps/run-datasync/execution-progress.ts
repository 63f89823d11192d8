// One line of progress per poll of a transfer: phase, files, bytes, percent, time left.

import { formatBytes } from '../../core/values/bytes.ts';
import type { Instant } from '../../core/clock.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Execution } from '../../aws/datasync/execution.ts';

/** Remembers when bytes began to flow, to estimate how long the rest will take. */
export class ExecutionProgress {
  #began: { readonly at: Instant; readonly bytes: number } | undefined;

  /** The line for what DataSync says at `now`. Counters lag: without moved bytes there is no time left. */
  line(execution: Execution, now: Instant): string {
    const { status, files, bytes } = execution;
    const parts = [status];
    if (files.estimated > 0 || files.done > 0) parts.push(`${files.done}/${files.estimated} files`);
    if (bytes.estimated > 0 || bytes.done > 0) {
      parts.push(`${formatBytes(bytes.done)} of ${formatBytes(bytes.estimated)}`);
      parts.push(`${percent(bytes)} %`);
    }
    const left = this.#left(execution, now);
    if (left !== undefined) parts.push(`about ${formatDuration(left)} left`);
    return parts.join(' · ');
  }

  #left({ status, bytes }: Execution, now: Instant): number | undefined {
    if (status !== 'TRANSFERRING') return undefined;
    this.#began ??= { at: now, bytes: bytes.done };
    const moved = bytes.done - this.#began.bytes;
    const rest = bytes.estimated - bytes.done;
    if (moved <= 0 || rest <= 0) return undefined;
    return (rest * (now - this.#began.at)) / moved;
  }
}

/** Never 100 before the end: estimates are exceeded in practice. */
const percent = (bytes: Execution['bytes']): number =>
  bytes.estimated === 0 ? 0 : Math.min(99, Math.floor((100 * bytes.done) / bytes.estimated));
