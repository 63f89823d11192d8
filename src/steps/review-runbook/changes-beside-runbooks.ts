// What a pull request changes beside the runbooks: what runs on servers, what the roles may do, what the actions run.

import { documentMarks } from './changed-documents.ts';
import type { ChangedDocument } from './changed-documents.ts';
import type { Mark } from './marks.ts';
import type { ChangedFile } from './changed-files.ts';
import { workflowMarks } from './workflow-changes.ts';

export interface ChangesBesideRunbooks {
  readonly documents: readonly ChangedDocument[];
  /** The template of the roles, the evidence and the events. */
  readonly roles: boolean;
  /** Actions whose committed build differs. */
  readonly actions: readonly string[];
  readonly workflows: readonly string[];
  /** The code of runs differs, so it concerns every runbook. */
  readonly everyRunbook: boolean;
  /** Something differs that a rehearsal runs. */
  readonly ownCode: boolean;
  readonly marks: readonly Mark[];
}

/** Sorts the changed files by what they mean to a run; `documents` are those that differ. */
export function changesBesideRunbooks(
  files: readonly ChangedFile[],
  documents: readonly ChangedDocument[],
): ChangesBesideRunbooks {
  const workflows = files.filter(({ path }) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
  const roles = files.some(({ path }) => path === 'infra/cutover.yml');
  return {
    documents,
    roles,
    // An entry names its chunks by the hashes of their content: it differs if any of them does.
    actions: files.flatMap(({ path }) => /^actions\/dist\/([^/]+)\.mjs$/.exec(path)?.[1] ?? []),
    workflows: workflows.map(({ path }) => path),
    everyRunbook: files.some(({ path }) => /^(actions|infra|\.github\/workflows)\//.test(path)),
    ownCode: files.some(({ path }) => !/^(runbooks|docs)\/|\.md$/.test(path)),
    marks: [
      ...workflows.flatMap(workflowMarks),
      ...reviewMarks(files),
      ...linkMarks(files),
      ...(roles ? [rolesMark] : []),
      ...documentMarks(documents),
    ],
  };
}

const place = (file: string): Mark['place'] => ({ file, line: 1, column: 1 });

const rolesMark: Mark = {
  name: 'other roles',
  says: 'infra/cutover.yml changes: what the roles may do, who may take them, who may touch the evidence',
  place: place('infra/cutover.yml'),
};

/** Files that decide who looks at a change, and what is seen of it. */
const REVIEW_RULES: readonly (readonly [file: RegExp, decides: string])[] = [
  [/^(\.github\/|docs\/)?CODEOWNERS$/, 'who must approve later changes'],
  [
    /(^|\/)\.gitattributes$/,
    'which differences GitHub folds away, and how files are changed on their way to a runner',
  ],
];

const reviewMarks = (files: readonly ChangedFile[]): Mark[] =>
  REVIEW_RULES.flatMap(([file, decides]) =>
    files
      .filter(({ path }) => file.test(path))
      .map(({ path }) => ({
        name: 'weaker review',
        says: `${path} changes: it decides ${decides}`,
        place: place(path),
      })),
  );

/** This review does not see the target of a link; in a run the link may lead to something else. */
const linkMarks = (files: readonly ChangedFile[]): Mark[] =>
  files.flatMap(({ path, after }): Mark[] => {
    if (after?.notPlain === undefined) return [];
    const target = after.bytes.toString('utf8').slice(0, 200);
    const says = `${path} is ${after.notPlain}${target === '' ? '' : ` to ${target}`}`;
    return [{ name: 'symbolic link', says, place: place(path) }];
  });
