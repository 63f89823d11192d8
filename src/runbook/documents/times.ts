// How long documents are waited for.
import { DOCUMENT_TIMEOUT_SECONDS } from '../../core/document-limits/timeouts.ts';

/** How long a server may take to pick a command up. */
export const DELIVERY_SECONDS = 60;

/** Most documents give up by themselves well before this. */
const READ_SECONDS = 600;
/** A change of mounts may use all of the time that its document gives it. */
const CHANGE_SECONDS = DOCUMENT_TIMEOUT_SECONDS['switch-mount'];

/** How long a document of this kind may take, unless it is said. */
export const secondsOf = (kind: 'read' | 'change'): number =>
  kind === 'change' ? CHANGE_SECONDS : READ_SECONDS;

/** When a command's answer is given up: after its delivery, its run, and a minute for the service. */
export const commandDeadlineMs = (seconds: number): number =>
  (DELIVERY_SECONDS + seconds + 60) * 1000;
