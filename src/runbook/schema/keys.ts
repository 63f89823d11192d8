// What a runbook's YAML may hold, key by key: the one source of the loader, of editors' checks and of docs/runbook.md.
import * as z from 'zod/mini';
import { MOST_LISTERS } from '../../core/document-limits.ts';
import { application } from './application-section.ts';
import { change, finalize, preflight, taskOptions, taskReport } from './optional-sections.ts';
import { key, list, oneOf, section, wholeNumber } from './forms.ts';
import * as kinds from './kinds.ts';

/** Ten calls of RefreshCache, which must be a minute apart. */
export const RECHECK_LIMIT = 500;

export const SHRINK_PERCENT = 5;

/** For how long an approval holds from the proof on, where the runbook does not say: seven days. */
export const APPROVAL_MS = 7 * 86_400_000;

const verify = section({
  depth: key(
    'How far every file is compared: by size and time; by the metadata of the objects too; or by the SHA-256 of its bytes too.',
    oneOf('size', 'metadata', 'content'),
  ),
  sample: key(
    'How many files "metadata" and "content" read; the summary says what so many files prove. With "content", as many of the files that changed after their objects were written are read whole; further ones are unproven.',
    z.union(
      [
        z.literal('all'),
        z.int({ error: 'a whole number' }).check(z.minimum(1), z.maximum(1_000_000)),
      ],
      { error: 'a number of files from 1 to 1000000, or all' },
    ),
  ),
  user: key('Who lists the trees on the servers; must be able to read everything.', kinds.reader),
  group: key('The group of that user.', kinds.reader),
  listers: key(
    'How many servers list a tree side by side, a share each: the first ones of application.servers. 1 unless said.',
    z.optional(wholeNumber(1, MOST_LISTERS, 'servers')),
  ),
  extras: key(
    'What an object without a file is: a failure; fine where the reviewed list names it; or removed from the bucket after the freeze. To remove objects needs a bucket with versions.',
    oneOf('fail', 'accept-list', 'remove'),
  ),
  'accept-list': key(
    'The reviewed list of extras that stay, one path per line; with "extras: accept-list", or with "extras: remove".',
    z.optional(kinds.acceptList),
  ),
  'remove-limit': key(
    'How many extras one run may remove, with "extras: remove". With more, it removes none.',
    z.optional(wholeNumber(1, 100_000, 'objects')),
  ),
  'shrink-limit': key(
    `By how many percent the source may have become smaller between the proof and the freeze for extras to be removed. Without it, ${SHRINK_PERCENT}.`,
    z.optional(wholeNumber(0, 100, 'percent')),
  ),
  tolerate: key(
    'Extras that are counted and are no failure, as patterns of DataSync filters.',
    z.optional(list(kinds.filePattern, 1, 100, 'patterns')),
  ),
  'not-portable': key(
    'Kinds of files that S3 has no form for and that may stay behind or arrive as something else. Of a hard-linked file at least one name must arrive.',
    z.optional(
      list(
        oneOf('symlink', 'hard-link', 'fifo', 'socket', 'block-device', 'char-device'),
        1,
        6,
        'kinds',
      ),
    ),
  ),
  'stay-behind': key(
    'Paths of the source that S3 cannot hold, by name, and that may stay behind: not UTF-8, or longer than a key. Written as the file of differences shows them, in single quotes. A folder, with a slash at its end, stands for all below it. A path that S3 can hold is never left out by this.',
    z.optional(list(kinds.visiblePath, 1, 100, 'paths')),
  ),
  calibrate: key(
    'Make a small folder of known files beside the canary. What the bucket and the gateway show of it decides what is compared with each of them. DataSync then moves seven more files and folders. Without it, no.',
    z.optional(z.boolean({ error: 'true or false' })),
  ),
  'newer-limit': key(
    'How many paths may be newer than the transfer while the source is in use. After the freeze none may.',
    z
      .int({ error: 'a whole number of paths' })
      .check(
        z.minimum(0, { error: 'a whole number of paths' }),
        z.maximum(1_000_000_000, { error: 'a whole number of paths' }),
      ),
  ),
  recheck: key(
    'What is compared again after the freeze: folders that changed at the source since the proof before it (incremental, the default), or everything (full). Only full sees what others changed in the bucket meanwhile.',
    z.optional(oneOf('incremental', 'full')),
  ),
  'recheck-limit': key(
    `With more changed folders than this, everything is compared and the share is refreshed in one go; ${RECHECK_LIMIT} unless said.`,
    z.optional(wholeNumber(1, 5000, 'folders')),
  ),
  'recheck-without-proof': key(
    'What a cutover does if a proof is missing on which an incremental re-check builds: stop before the freeze (stop, the default), or compare everything while the source is frozen (full).',
    z.optional(oneOf('stop', 'full')),
  ),
});

const gateway = section({
  arn: key('The S3 File Gateway.', kinds.gateway),
  share: key('The file share that takes over.', kinds.share),
  mount: key('Where the share is mounted beside the source until the switch.', kinds.mount),
  export: key('The share as a mount names it: gateway-address:/share-name.', kinds.nfsExport),
  options: key('Mount options of the share, as in /etc/fstab.', kinds.mountOptions),
  prefix: key(
    "The share's own prefix in the bucket. It must be bucket.prefix, so that every file keeps its path.",
    z.optional(kinds.prefix),
  ),
});

const testFile = (copy: string, to: string) =>
  section({ copy: key(copy, kinds.path), to: key(to, kinds.path) });

/** The YAML as it stands, before sections are checked against each other. */
export const schema = section({
  version: key('The version of this format.', z.literal(1, { error: 'the number 1' })),
  name: key('The name of the migration: the file without its .yml.', kinds.name),
  description: key('One line, the title of plans and reports.', kinds.line),
  account: key('The AWS account of all resources.', kinds.account),
  application: key(
    'Where the files are used. The documents of infra/documents run here.',
    application,
  ),
  source: key(
    'The NFS server that goes away.',
    section({
      mount: key(
        'Where the files are used. It stays the same after the switch; paths of test files are below it.',
        kinds.mount,
      ),
      export: key('The export as a mount names it.', kinds.nfsExport),
      options: key('Mount options, as in /etc/fstab.', kinds.mountOptions),
    }),
  ),
  gateway: key('The File Gateway share that takes over.', gateway),
  datasync: key(
    'The DataSync task that has copied the files before.',
    section({
      task: key('The task. Its Region is the Region of gateway, share and bucket.', kinds.task),
      timeout: key('How long one execution may take.', kinds.wait),
      options: key(
        'Settings to override, named as in the DataSync API. Every start also says PreserveDeletedFiles: PRESERVE. Without this key the rest is as the task has it.',
        z.optional(taskOptions),
      ),
      report: key(
        "DataSync's task report on the transfer after the freeze, a fourth layer of the proof of every file. Without it no task report is asked for.",
        z.optional(taskReport),
      ),
    }),
  ),
  bucket: key(
    'The bucket of the files.',
    section({
      name: key('Its name.', kinds.bucketName),
      prefix: key('Where the files of source.mount are in it.', z.optional(kinds.prefix)),
      owner: key(
        'The AWS account that owns it, if that is another than account. Every request to the bucket demands this owner.',
        z.optional(kinds.account),
      ),
    }),
  ),
  refresh: key(
    "How the gateway's listing is brought up to date.",
    section({
      'log-group': key(
        "The log group to which EventBridge writes the gateway's events.",
        kinds.logGroup,
      ),
      timeout: key('How long one refresh may take.', kinds.wait),
      folders: key(
        'Folders of the share to refresh with all below, where the whole share would take too long. The proof of every file shows what they leave out. Without it, first the folder of the canary, then the whole share.',
        z.optional(list(kinds.folder, 1, 50, 'folders')),
      ),
    }),
  ),
  evidence: key(
    'Where what was seen is kept.',
    section({
      bucket: key(
        'The bucket to which servers write long outputs, below outputs/. Never the bucket of the files.',
        kinds.bucketName,
      ),
      upload: key(
        'How the parts of a manifest get there. With "presigned", the default, the server uploads them with curl, below uploads/, by URLs that the run signs. Where it cannot, its agent prints them. With "agent", the agent always does.',
        z.optional(oneOf('presigned', 'agent')),
      ),
      retain: key(
        'For how many days Object Lock of the bucket keeps what is written. Only who has s3:BypassGovernanceRetention can delete it before. The stack sets it, and the preflight looks for it. It also holds outputs/ and uploads/. Without it, there is no lock.',
        z.optional(kinds.retention),
      ),
    }),
  ),
  verify: key('What the proof of every file looks at, and what it lets pass.', verify),
  preflight: key(
    'What a run looks at before it begins, besides what it always looks at.',
    z.optional(preflight),
  ),
  canary: key(
    'The new file of a run that proves the way to the bucket and to the gateway.',
    testFile(
      'The file whose bytes are used, below source.mount.',
      "The new file. Each run puts its id before the ending: new-image-<run>.jpg. It is removed at the run's end.",
    ),
  ),
  confirmation: key(
    'The new file of a run that proves that the gateway takes writes after the switch.',
    testFile(
      'The file whose bytes are used, below source.mount.',
      "The new file. Each run puts its id before the ending, from its second attempt on with the number of the attempt. Each server but the first puts its own id behind that. It is removed at the run's end.",
    ),
  ),
  gates: key(
    'The GitHub environments whose reviewers release the cutover. Each needs a reviewer; one yields one approval.',
    section({
      cutover: key('The environment in which the cutover itself runs.', kinds.environment),
      'sign-off': key(
        'Further environments, each approved before the cutover.',
        z.optional(kinds.environments),
      ),
      quorum: key(
        'How many different people must have approved. Without it one for each gate; never more, as one gate yields one approval.',
        z.optional(
          z
            .int({ error: 'a number of people' })
            .check(
              z.minimum(1, { error: 'at least one person' }),
              z.maximum(6, { error: 'at most six people, one for each gate' }),
            ),
        ),
      ),
      comment: key(
        'What the comment of an approval must hold: the first eight digits of the digest that the run asks about (digest, the default), or nothing (none). Only the comment binds a person to what was proven.',
        z.optional(oneOf('digest', 'none')),
      ),
      'valid-for': key(
        'For how long an approval holds, from the proof of every file on. Without it, 7d.',
        z.optional(kinds.hold),
      ),
    }),
  ),
  finalize: key(
    'How the DataSync task, its locations and its agents are deleted, some time after the cutover. Without it they are not.',
    z.optional(finalize),
  ),
  change: key('The approved change that a run belongs to.', change),
});

export type Document = z.output<typeof schema>;
