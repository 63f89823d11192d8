// The cases that the lab cannot play, each with its reason: everything else must go there as on a kernel.

/** The reason by the name of the case. */
export const NOT_IN_THE_LAB: ReadonlyMap<string, string> = new Map([
  [
    'a switch that hangs is overtaken by the rollback of another job, and the source is served',
    'a call that hangs takes no real time there, so nothing comes in between',
  ],
  [
    'the clock jumps a day back and two ahead: no limit follows it, and the night goes on',
    'nobody sets the clock of the machine for a case',
  ],
  [
    'an export that is withdrawn: no freeze counts, and the thaw says what it is told',
    'its NFS servers are folders, and have no exportfs',
  ],
  [
    'a source without free space: no canary, nothing left of it, and a canary once there is space',
    'its disk is that of the machine, which nobody may fill',
  ],
  [
    'a server without free space: each document says so, and goes on once there is space',
    'its disk is that of the machine, which nobody may fill',
  ],
  [
    'an export that makes everybody nobody: the canary tells its owner',
    'all its users are the one who runs it',
  ],
  [
    'manifest: curl puts a part with the signed headers, and ends where there is no way to S3',
    'its curl is that of the machine, and no unit of systemd runs there',
  ],
  [
    'manifest: 200000 files in one folder, each once',
    'the benchmarks list larger trees there, and a test of every change should be short',
  ],
  [
    'services: a process that a stopped service leaves on the mount is named',
    'its units are notes, and have no processes',
  ],
  [
    'a second writer by a folder above the export: no freeze',
    'nothing is mounted there because somebody looks at it',
  ],
  ...[
    'x-systemd.automount in fstab',
    'a direct map of autofs',
    'a wildcard of an indirect map of autofs',
  ].map((what): [string, string] => [
    `the old server comes back by ${what}: named, and no freeze`,
    'nothing is mounted there because somebody looks at it',
  ]),
]);
