// Gathers the review of a pull request from its two checkouts and from the rehearsals of its runbooks.

import { join } from 'node:path';
import type { PullRequest } from '../../github/pull-request.ts';
import type { Change } from '../../runbook/changes/change-words.ts';
import { changesBesideRunbooks } from './changes-beside-runbooks.ts';
import type { ChangesBesideRunbooks } from './changes-beside-runbooks.ts';
import { changedDocuments, isDocumentSource } from './changed-documents.ts';
import type { DocumentSources } from './changed-documents.ts';
import { byGravity } from './marks.ts';
import type { Mark } from './marks.ts';
import { ownersOf } from './owners.ts';
import type { Owned } from './owners.ts';
import { changedFiles, contentOf, filesLike } from './changed-files.ts';
import type { ChangedFile } from './changed-files.ts';
import { readRehearsal } from './rehearsal-result.ts';
import { compareRunbook, validRunbook } from './compare-runbook.ts';
import type { ComparedRunbook, RunbookVersions } from './compare-runbook.ts';

export interface PullRequestReview {
  readonly pull: PullRequest;
  /** This run's page, which has the whole. */
  readonly url: string | undefined;
  /** The repository's page; undefined outside GitHub. */
  readonly repositoryUrl: string | undefined;
  readonly runbooks: readonly ComparedRunbook[];
  readonly beside: ChangesBesideRunbooks;
  /** All marks, the gravest first. */
  readonly marks: readonly Mark[];
  readonly owned: readonly Owned[];
}

export interface Checkouts {
  readonly base: string;
  readonly head: string;
  /** Where `<name>.json` of each rehearsal is. */
  readonly rehearsals: string;
}

const ANY_RUNBOOK = /^runbooks\/[^/]+\.ya?ml$/;

/** Compares the checkouts; runs nothing of the pull request. */
export function reviewPullRequest(
  { base, head, rehearsals }: Checkouts,
  about: Pick<PullRequestReview, 'pull' | 'url' | 'repositoryUrl'>,
): PullRequestReview {
  const files = changedFiles(base, head);
  const documents = changedDocuments(files, documentSources(base), documentSources(head));
  const beside = changesBesideRunbooks(files, documents);
  const changed = paired(files.filter(({ path }) => ANY_RUNBOOK.test(path)));
  const others = filesLike(head, ANY_RUNBOOK).filter(
    (file) => !changed.some((one) => one.file === file),
  );
  const lists = acceptLists(files);
  const concerned = others.filter((file) => beside.everyRunbook || lists.has(nameOf(file)));
  const unchanged = concerned.map((file): RunbookVersions => {
    const content = contentOf(join(head, file));
    return { file, before: content, after: content };
  });
  const runbooks = [...changed, ...unchanged].map((versions) => {
    const name = nameOf(versions.file);
    const review = compareRunbook(versions, readRehearsal(rehearsals, name));
    return withList(review, lists.get(name));
  });
  const marks = byGravity([...runbooks.flatMap((runbook) => runbook.marks), ...beside.marks]);
  const owned = ownersOf(
    base,
    files.map(({ path }) => path),
  );
  return { ...about, runbooks, beside, marks, owned };
}

function documentSources(checkout: string): DocumentSources {
  const paths = filesLike(checkout, /^infra\/documents\//).filter(isDocumentSource);
  return new Map(
    paths.map((path) => [path, contentOf(join(checkout, path))?.bytes.toString('utf8') ?? '']),
  );
}

/** `runbooks/<name>.yml` → `<name>`. */
const nameOf = (file: string): string => file.replace(/^runbooks\//, '').replace(/\.ya?ml$/, '');

/** A removed and a new runbook are one renamed runbook, if both are about the same task and path. */
function paired(files: readonly ChangedFile[]): RunbookVersions[] {
  const identity = (file: ChangedFile, which: 'before' | 'after'): string | undefined => {
    const runbook = validRunbook(file[which], file.path);
    return runbook && [runbook.datasync.task, runbook.source.export, runbook.source.mount].join();
  };
  const gone = files.filter(({ after }) => after === undefined);
  const taken = new Set<ChangedFile>();
  const here = files.flatMap((file): RunbookVersions[] => {
    if (file.after === undefined) return [];
    const { path, before, after } = file;
    const now = before === undefined ? identity(file, 'after') : undefined;
    const old = gone.find(
      (one) => !taken.has(one) && now !== undefined && identity(one, 'before') === now,
    );
    if (old === undefined) return [{ file: path, before, after }];
    taken.add(old);
    return [{ file: path, from: old.path, before: old.before, after }];
  });
  const removed = gone.filter((file) => !taken.has(file));
  return [...here, ...removed.map(({ path, before, after }) => ({ file: path, before, after }))];
}

/** What changes in the lists of accepted extras, by the name of their runbook. */
function acceptLists(files: readonly ChangedFile[]): ReadonlyMap<string, readonly Change[]> {
  const found = new Map<string, readonly Change[]>();
  for (const { path, before, after } of files) {
    const [, name] = /^runbooks\/([^/]+)\.accepted\.txt$/.exec(path) ?? [];
    if (name === undefined) continue;
    const [old, now] = [before, after].map(
      (content) => new Set(content?.bytes.toString('latin1').split('\n').filter(Boolean)),
    ) as [Set<string>, Set<string>];
    const [more, less] = [without(now, old), without(old, now)];
    const key = 'verify.accept-list';
    found.set(name, [
      ...(more > 0
        ? [
            {
              path: key,
              says: `${paths(more)} accepted as extras, too`,
              risk: 'weaker proof' as const,
            },
          ]
        : []),
      ...(less > 0 ? [{ path: key, says: `${paths(less)} no longer accepted as extras` }] : []),
    ]);
  }
  return found;
}

const paths = (count: number): string => (count === 1 ? '1 path is' : `${count} paths are`);

function withList(
  review: ComparedRunbook,
  changes: readonly Change[] | undefined,
): ComparedRunbook {
  if (changes === undefined) return review;
  const file = `runbooks/${nameOf(review.file)}.accepted.txt`;
  const marks = changes.flatMap(({ risk, says }): Mark[] =>
    risk === undefined ? [] : [{ name: risk, says, place: { file, line: 1, column: 1 } }],
  );
  return {
    ...review,
    changes: [...changes, ...review.changes],
    marks: [...review.marks, ...marks],
  };
}

const without = (all: ReadonlySet<string>, known: ReadonlySet<string>): number =>
  [...all].filter((line) => !known.has(line)).length;
