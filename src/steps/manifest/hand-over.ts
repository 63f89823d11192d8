// How the parts of a manifest come here: the server uploads them by presigned URLs, or its agent prints them.
import { UPLOADS_IN_COMMAND } from '../../core/document-limits.ts';
import { CutoverError } from '../../core/errors.ts';
import { outputKey } from '../../core/requests/ssm.ts';
import { counted } from '../../core/text/markdown.ts';
import { formatBytes } from '../../core/values/bytes.ts';
import type { StepContext } from '../frame/context.ts';
import { agreedAnswer, oneAnswer, refused, runCommand } from '../servers/run-document.ts';
import type { Answer } from '../servers/run-document.ts';
import { LISTING_CURES } from './list-tree.ts';
import type { ManifestPart, ManifestPorts, ServerManifest } from './list-tree.ts';
import { downloadPart } from './manifest-part.ts';
import type { PartPlace } from './manifest-part.ts';
import { PART_STEP, readPartRun, uploadKey, uploadPartsRun } from './manifest-runs.ts';

/** A lost upload or a broken connection is worth a second try, and no third. */
const TRIES = 2;

/** Of one command: its parameters and its document share 64 KiB, and this becomes a third more as base64. */
const UPLOADS_BYTES = 24 * 1024;

/** Refusals that say that the listing is not what it was; for any other one, the agent can still print the parts. */
const LOST = ['no-listing', 'no-part', 'part-changed'];

/** Brings the parts of one manifest here, one after the other. */
export class HandOver {
  readonly #context: StepContext;
  readonly #ports: ManifestPorts;
  readonly #label: string;
  readonly #onServer: ServerManifest;
  /** The keys of the parts of the last command, by number. */
  #uploaded: ReadonlyMap<number, string> = new Map();
  #uploads = 0;
  /** Why the agent prints the parts; undefined: the server uploads them. */
  #why: string | undefined;

  constructor(
    context: StepContext,
    ports: ManifestPorts,
    manifest: { readonly label: string; readonly onServer: ServerManifest },
  ) {
    this.#context = context;
    this.#ports = ports;
    this.#label = manifest.label;
    this.#onServer = manifest.onServer;
    if (context.runbook.evidence.upload === 'agent') this.#why = 'the runbook says so';
  }

  /** How the parts came here, for the record. */
  get inWords(): string {
    const uploads = counted(this.#uploads, 'part');
    if (this.#why === undefined) return `${uploads} by presigned uploads`;
    const agent = `by the agent: ${this.#why}`;
    return this.#uploads === 0 ? agent : `${uploads} by presigned uploads, the rest ${agent}`;
  }

  /** Puts the packed rows of a part into `file`. Throws `unproven` unless they are the part that the server has listed. */
  async bring(part: ManifestPart, name: string, file: string): Promise<void> {
    if (this.#why === undefined && !this.#uploaded.has(part.number)) await this.#upload(part);
    const key = this.#uploaded.get(part.number);
    await this.#twice(async () => {
      const place: PartPlace =
        key === undefined
          ? { key: await this.#print(part), name, bucket: this.#ports.outputs, form: 'printed' }
          : { key, name, bucket: this.#ports.outputs, form: 'uploaded' };
      await downloadPart(place, part, file);
    });
    if (key !== undefined) this.#uploads += 1;
    this.#context.say(`Fetched ${name}: ${part.rows} paths, ${formatBytes(part.bytes)}.`);
  }

  async #twice(bring: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await bring();
        return;
      } catch (thrown) {
        if (tries === TRIES || !worthAgain(thrown)) throw thrown;
        this.#context.say(`Again: ${thrown.message}`);
      }
    }
  }

  /** Makes the server upload the part and some after it, or finds out why it cannot. */
  async #upload(from: ManifestPart): Promise<void> {
    const { context, label, server } = this.#place();
    const batch = await this.#sign(from);
    const uploads = batch.map(({ line }) => line).join('\n');
    const run = uploadPartsRun(context.runbook, context.run.id, { label, server, uploads });
    const answer = await this.#answerOf(run);
    if (answer === undefined) return;
    const ends = batch.map(({ part, key }) => ({ part, key, end: endOf(answer, part) }));
    this.#uploaded = new Map(
      ends.flatMap(({ part, key, end }) => (end?.failed === '' ? [[part.number, key]] : [])),
    );
    const failed = ends.find(({ end }) => end !== undefined && end.failed !== '');
    if (failed?.end?.changed === true) throw changed(failed.part, answer);
    if (failed !== undefined) this.#leave(failed.end?.failed ?? '');
    else if (this.#uploaded.size === 0) this.#leave('no upload has ended');
  }

  /** The answer of upload-parts; undefined where the agent has to print the parts. */
  async #answerOf(run: ReturnType<typeof uploadPartsRun>): Promise<Answer | undefined> {
    try {
      const answer = oneAnswer((await runCommand(this.#context, this.#ports.ssm, run)).answers);
      if (answer.refusal === undefined) return answer;
      const { code, detail } = answer.refusal;
      const cause = refused(`uploading parts of ${this.#label}`, answer, LISTING_CURES);
      if (LOST.includes(code)) throw cause;
      this.#leave(code === 'no-curl' ? detail : cause.failure.got);
    } catch (thrown) {
      if (!(thrown instanceof CutoverError) || thrown.code !== 'server-failed') throw thrown;
      this.#leave(thrown.failure.got);
    }
    return undefined;
  }

  #leave(why: string): void {
    this.#why = why;
    const { server } = this.#onServer;
    this.#context.say(`${server} cannot upload its parts: ${why}. Its agent prints them.`);
  }

  /** The part and those after it that one command can upload, each with its URL. */
  async #sign(from: ManifestPart) {
    const { context, label } = this.#place();
    const { outputs } = this.#ports;
    const batch: { part: ManifestPart; key: string; line: string }[] = [];
    let room = UPLOADS_BYTES;
    const parts = this.#onServer.parts.slice(from.number - 1, from.number - 1 + UPLOADS_IN_COMMAND);
    for (const part of parts) {
      const key = uploadKey(context.run.id, label, part.sha256);
      const sha256 = Buffer.from(part.sha256, 'hex').toString('base64');
      const url = await outputs.signUpload({ key, bytes: part.bytes, sha256 });
      const line = `${part.number} ${part.bytes} ${sha256} ${url}`;
      room -= line.length + 1;
      if (room < 0 && batch.length > 0) break;
      batch.push({ part, key, line });
    }
    return batch;
  }

  /** Makes the server print the part; returns the key under which the agent has put it. */
  async #print({ number }: ManifestPart): Promise<string> {
    const { context, label, server } = this.#place();
    const { ssm, outputs } = this.#ports;
    const read = { label, server, number: String(number), bucket: outputs.name };
    const printed = readPartRun(context.runbook, context.run.id, read);
    const { command, answers } = await runCommand(context, ssm, printed);
    agreedAnswer(answers, `reading part ${number} of ${label}`, LISTING_CURES);
    return outputKey(printed.output, { id: command, server, step: PART_STEP });
  }

  #place() {
    return { context: this.#context, label: this.#label, server: this.#onServer.server };
  }
}

const worthAgain = (thrown: unknown): thrown is CutoverError =>
  thrown instanceof CutoverError &&
  (thrown.code === 'unproven' || thrown.code === 'aws-unavailable');

interface UploadEnd {
  /** Why the part is not there; '' if it is. */
  readonly failed: string;
  /** S3 has refused these bytes: they are not those of the list. */
  readonly changed: boolean;
}

/** What the server says of the upload of a part; undefined if it has not tried it. */
function endOf(answer: Answer, { number }: ManifestPart): UploadEnd | undefined {
  const said = answer.values.get(`upload-${number}`);
  if (said === undefined) return undefined;
  const [, exit = '', status = '', code = ''] =
    /^(\d{1,3}) (\d{3}) ([A-Za-z0-9]*)$/.exec(said) ?? [];
  if (exit === '') return { failed: 'its answer is not one of upload-parts', changed: false };
  if (exit !== '0')
    return { failed: CURL_EXITS.get(exit) ?? `curl ended with ${exit}`, changed: false };
  // Where the object is already there, an earlier attempt has put it: its bytes are read all the same.
  if (status === '200' || status === '412') return { failed: '', changed: false };
  return { failed: `S3 answers ${status} ${code}`.trimEnd(), changed: code === 'BadDigest' };
}

/** What the exit statuses of curl mean (curl's manual page). */
const CURL_EXITS: ReadonlyMap<string, string> = new Map([
  ['5', 'its proxy has no address'],
  ['6', 'the name of the bucket has no address there'],
  ['7', 'S3 takes no connection from there'],
  ['28', 'S3 did not answer in time'],
  ['35', 'TLS with S3 fails'],
  ['56', 'the connection to S3 breaks'],
  ['60', 'the certificate of S3 is not known there'],
]);

const changed = ({ number }: ManifestPart, answer: Answer): CutoverError =>
  new CutoverError('unproven', {
    what: `part ${number} on ${answer.server}`,
    expected: 'the bytes that were listed',
    got: 'others: S3 refuses them by their SHA-256',
    cure: 're-run this job: it lists again. See who changes files below /var/lib/nfs-cutover',
  });
