// What happens at each path of a comparison: it is judged, counted, and handed to those who keep something of it.
import type { RowCursor } from './rows/row-cursor.ts';
import type { Gathered } from './rows/rows-file.ts';
import type { Differences } from './differences.ts';
import { judgePath } from './judging/judge-path.ts';
import type { OpenLayers, PathInLayers } from './layers.ts';
import { SAME } from './judging/judgement.ts';
import type { HardLinks, Judgement, PathVerdict } from './judging/judgement.ts';
import type { Policy } from './judging/policy.ts';
import { reportAlone, withReport } from './task-report/report-rows.ts';
import { integer, isSingle, SIZE } from './rows/row-fields.ts';
import type { Sample } from './judging/sampling.ts';
import type { Tally } from './tally.ts';

// What is remembered of the paths before while a comparison goes on in their order; never more than one path's length.

const SLASH = 0x2f;

/** Finds objects `a` beside `a/b`, in key order: a gateway shows the folder and hides the file. */
export class HiddenObjects {
  /** Lengths of the objects' paths that the current path begins with, shortest first, and whether each was reported. */
  readonly #open: { readonly length: number; reported: boolean }[] = [];
  readonly #report: (path: Uint8Array) => void;

  constructor(report: (path: Uint8Array) => void) {
    this.#report = report;
  }

  /** Goes on to the next path, which shares its first `shared` bytes with the one before. */
  advance(shared: number): void {
    while ((this.#open.at(-1)?.length ?? 0) > shared) this.#open.pop();
  }

  /** The current path is an object. One that nobody would miss may be hidden: it is not `watched`. */
  object(row: RowCursor, watched: boolean): void {
    const { bytes, pathStart, pathEnd } = row;
    for (const one of this.#open) {
      if (one.reported || bytes[pathStart + one.length] !== SLASH) continue;
      one.reported = true;
      this.#report(bytes.subarray(pathStart, pathStart + one.length));
    }
    if (watched && bytes[pathEnd - 1] !== SLASH)
      this.#open.push({ length: pathEnd - pathStart, reported: false });
  }
}

/** Remembers the folder that could not be listed while the paths below it go by. */
export class UnlistedFolder {
  #length = 0;

  /** Goes on to the next path, which shares its first `shared` bytes with the one before. */
  advance(shared: number): void {
    if (shared < this.#length) this.#length = 0;
  }

  /** The current path is a folder that could not be listed. */
  enter(row: RowCursor): void {
    if (this.#length === 0) this.#length = row.pathEnd - row.pathStart;
  }

  /** True while the current path lies below such a folder. */
  get covers(): boolean {
    return this.#length > 0;
  }
}

/** Knows whether a path is plain ASCII by looking only at what it does not share with the path before. */
class AsciiPart {
  /** How many bytes at the front of the current path are ASCII; Infinity: all of them. */
  #length = Infinity;

  /** Goes on to `row`, which shares its first `shared` bytes with the path before; true where all is ASCII. */
  advance(row: RowCursor, shared: number): boolean {
    if (this.#length < shared) return false;
    this.#length = Infinity;
    const { bytes, pathStart, pathEnd } = row;
    for (let at = pathStart + shared; at < pathEnd; at += 1)
      if ((bytes[at] ?? 0) > 0x7f) {
        this.#length = at - pathStart;
        return false;
      }
    return true;
  }
}

const LETTER_D = 'd'.charCodeAt(0);
const LETTER_F = 'f'.charCodeAt(0);
const LETTER_U = 'u'.charCodeAt(0);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface VisitorOutputs {
  readonly tally: Tally;
  readonly differences: Differences;
  readonly reading: Gathered;
  readonly removing: Gathered;
  readonly links: HardLinks;
}

export class PathVisitor {
  paths = 0;
  readonly #layers: OpenLayers;
  readonly #bits: Readonly<Record<'bucket' | 'gateway' | 'accepted' | 'report', number>>;
  readonly #policy: Policy;
  readonly #sample: Sample | undefined;
  readonly #outputs: VisitorOutputs;
  readonly #hidden: HiddenObjects;
  readonly #characters = new AsciiPart();
  readonly #unlisted = { source: new UnlistedFolder(), gateway: new UnlistedFolder() };
  /** One object for all paths. */
  readonly #path: Mutable<PathInLayers>;

  constructor(
    layers: OpenLayers,
    options: { readonly policy: Policy; readonly sample?: Sample },
    outputs: VisitorOutputs,
  ) {
    const bit = (layer: RowCursor | undefined): number =>
      layer === undefined ? 0 : 1 << layers.streams.indexOf(layer);
    this.#layers = layers;
    this.#bits = {
      bucket: bit(layers.bucket),
      gateway: bit(layers.gateway),
      accepted: bit(layers.accepted),
      report: bit(layers.report),
    };
    this.#policy = options.policy;
    this.#sample = options.sample;
    this.#outputs = outputs;
    this.#hidden = new HiddenObjects((path) => {
      this.#noteHidden(path);
    });
    this.#path = {
      row: layers.source,
      source: undefined,
      bucket: undefined,
      gateway: undefined,
      ascii: true,
      accepted: false,
      unlisted: { source: false, gateway: false },
      looksAt: { bucket: layers.bucket !== undefined, gateway: layers.gateway !== undefined },
    };
  }

  visit(seen: number, row: RowCursor, shared: number): void {
    const { source, bucket, gateway, accepted, report, reportsAll } = this.#layers;
    const bits = this.#bits;
    const present = seen & ~bits.report;
    const reported = seen === present ? undefined : report;
    const path = this.#path;
    path.row = row;
    path.source = present & 1 ? source : undefined;
    path.bucket = present & bits.bucket ? bucket : undefined;
    path.gateway = present & bits.gateway ? gateway : undefined;
    path.accepted = (present & bits.accepted) !== 0 && accepted !== undefined;
    path.ascii = this.#characters.advance(row, shared);
    this.#enter(path, shared);
    // The root's own object: no tree lists its root.
    if (row.pathStart === row.pathEnd || present === 0) {
      this.#reportedAlone(path, reported);
      return;
    }
    if (path.accepted && (path.source !== undefined || present === bits.accepted))
      this.#outputs.tally.acceptedUnused += 1;
    if (present === bits.accepted) return;
    this.paths += 1;
    const judgement = judgePath(path, this.#policy);
    this.#note(
      path,
      report === undefined ? judgement : withReport(judgement, reported, reportsAll),
    );
  }

  /** A path that only the task report has is noted where it failed. */
  #reportedAlone(path: PathInLayers, reported: RowCursor | undefined): void {
    const judgement = reported && reportAlone(reported);
    if (judgement !== undefined) this.#note(path, judgement);
  }

  #enter(path: Mutable<PathInLayers>, shared: number): void {
    const { source, gateway } = this.#unlisted;
    source.advance(shared);
    gateway.advance(shared);
    if (isType(path.source, LETTER_U)) source.enter(path.row);
    if (isType(path.gateway, LETTER_U)) gateway.enter(path.row);
    if (path.unlisted.source !== source.covers || path.unlisted.gateway !== gateway.covers)
      path.unlisted = { source: source.covers, gateway: gateway.covers };
    this.#hidden.advance(shared);
  }

  #note(path: PathInLayers, judgement: Judgement): void {
    const { tally, differences, reading, removing } = this.#outputs;
    const { source, bucket } = path;
    const { verdict } = judgement;
    tally.paths[verdict] += 1;
    const toRead = verdict === 'to-read';
    if (source !== undefined && verdict !== 'filtered') {
      tally.source.paths += 1;
      if (!isType(source, LETTER_D)) tally.source.bytes += integer(source, SIZE);
      if (isType(source, LETTER_F) && !isSingle(source) && this.#waits(source, judgement)) return;
      if (this.#sample !== undefined && (judgement === SAME || toRead) && isType(source, LETTER_F))
        this.#sample.offer(source);
    }
    if (bucket !== undefined) this.#hidden.object(bucket, isMissed(judgement));
    if (judgement === SAME) return;
    if (verdict === 'to-remove') addRow(removing, path.row);
    if (toRead && source !== undefined) addRow(reading, source);
    differences.add(path.row, judgement);
  }

  /** A name of a hard-linked file; true where its judgement must wait for the other names. */
  #waits(source: RowCursor, judgement: Judgement): boolean {
    const { links } = this.#outputs;
    if (HAS_ARRIVED.has(judgement.verdict)) links.arrived(source);
    return judgement.verdict === 'missing' && links.waits(source, judgement);
  }

  #noteHidden(path: Uint8Array): void {
    const { tally, differences } = this.#outputs;
    tally.hidden += 1;
    const details = ['an object beside a folder of the same name: the gateway shows the folder'];
    differences.addPath(path, { verdict: 'hidden', symbols: '.!.', details });
  }
}

/** A hard link that is there is not portable, or as any file. */
const HAS_ARRIVED: ReadonlySet<PathVerdict> = new Set(['same', 'to-read', 'not-portable']);

/** What may be extra or is no concern of the task may be hidden too. */
const isMissed = ({ verdict }: Judgement): boolean =>
  verdict !== 'to-remove' &&
  verdict !== 'tolerated' &&
  verdict !== 'accepted' &&
  verdict !== 'pruned' &&
  verdict !== 'filtered';

function addRow(to: Gathered, { bytes, metaStart, metaEnd, pathStart, pathEnd }: RowCursor): void {
  to.add(bytes, metaStart, metaEnd + 1);
  to.add(bytes, pathStart, pathEnd + 1);
}

const isType = (row: RowCursor | undefined, letter: number): boolean =>
  row?.bytes[row.metaStart] === letter;
