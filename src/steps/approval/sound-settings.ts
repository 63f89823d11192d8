// Nobody is asked to approve what the preflight would refuse: a setting that broke since then must not be the baseline.
import { settingGroups } from '../preflight/aws/bucket-checks.ts';
import { taskGroups } from '../preflight/aws/datasync-checks.ts';
import { shareGroups } from '../preflight/aws/gateway-checks.ts';
import type { Finding } from '../preflight/finding.ts';
import { checkGates } from '../preflight/gates.ts';
import { once } from '../preflight/group.ts';
import { lookAll } from '../preflight/preflight.ts';
import { judgePlace } from '../preflight/servers/mount-checks.ts';
import { forAllServers } from '../preflight/servers/server-findings.ts';
import { preflightError } from '../preflight/table.ts';
import type { StepContext } from '../frame/context.ts';
import type { ConfigurationPorts } from './configuration.ts';

/** The same ports, each asked once: what an approval signs is what was judged. */
export function askedOnce(ports: ConfigurationPorts): ConfigurationPorts {
  const { bucket, environments, locations, share, task } = ports;
  return {
    ...ports,
    task: { describeTask: once(() => task.describeTask()) },
    locations: {
      nfs: onceEach((arn) => locations.nfs(arn)),
      s3: onceEach((arn) => locations.s3(arn)),
    },
    share: {
      share: once(() => share.share()),
      shareTag: onceEach((key) => share.shareTag(key)),
    },
    bucket: {
      versioning: once(() => bucket.versioning()),
      encryption: once(() => bucket.encryption()),
      ownership: once(() => bucket.ownership()),
      lifecycle: once(() => bucket.lifecycle()),
      archives: once(() => bucket.archives()),
    },
    mounts: once(ports.mounts),
    environments: {
      repository: once(() => environments.repository()),
      environment: onceEach((name) => environments.environment(name)),
    },
  };
}

function onceEach<T>(read: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (name) => {
    const answer = answers.get(name) ?? read(name);
    answers.set(name, answer);
    return answer;
  };
}

/** Throws `preflight` with every setting that its checks refuse. What they warn of has stood in the summary of the plan. */
export async function assertSound(context: StepContext, ports: ConfigurationPorts): Promise<void> {
  const { runbook, signal } = context;
  const share = () => ports.share.share();
  const task = () => ports.task.describeTask();
  const groups = [
    ...taskGroups(runbook, { task, locations: ports.locations }),
    ...shareGroups(runbook, { settings: ports.share, share }),
    ...settingGroups(runbook, ports.bucket, share),
  ];
  const found: readonly Finding[] = [
    ...(await checkGates(context, ports)),
    ...forAllServers(
      (await ports.mounts()).map(({ server, at, layers: mounts }) => ({
        server,
        findings: [judgePlace(runbook.source, { mounts, at })],
      })),
    ),
    ...(await lookAll(groups, signal)),
  ];
  const error = preflightError(found, 'the settings that an approval would sign');
  if (error !== undefined) throw error;
}
