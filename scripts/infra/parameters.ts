// What the template infra/cutover.yml gets of a runbook, and what only AWS and GitHub know.
import { arnPrefix } from '../../src/core/values/arn.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';

export interface InfraOptions {
  /** OWNER/NAME on GitHub. */
  readonly repository: string;
  readonly branch: string;
  readonly bucketKey: string;
}

/** A value, or the name of a shell variable that holds it once the printed look-ups have run. */
export type Parameter = { readonly value: string } | { readonly variable: string };

const text = (value: string): Parameter => ({ value });
const found = (variable: string): Parameter => ({ variable });

/** The template's parameters, in its order. */
export function parametersOf(
  runbook: Runbook,
  options: InfraOptions,
): Readonly<Record<string, Parameter>> {
  return {
    Runbook: text(runbook.name),
    // As GitHub writes them: IAM compares the subject of a token by case.
    GitHubOwner: found('owner'),
    GitHubOwnerId: found('owner_id'),
    GitHubRepository: found('repository'),
    GitHubRepositoryId: found('repository_id'),
    Branch: text(options.branch),
    GateEnvironment: text(runbook.gates.cutover),
    OidcProviderArn: found('provider'),
    ApplicationRegion: text(runbook.application.region),
    ServerArns: text(serverArns(runbook).join(',')),
    TaskArn: text(runbook.datasync.task),
    SourceLocationArn: found('location'),
    DestinationLocationArn: found('destination'),
    AgentArns: found('agents'),
    GatewayArn: text(runbook.gateway.arn),
    ShareArn: text(runbook.gateway.share),
    BucketName: text(runbook.bucket.name),
    BucketPrefix: text(runbook.bucket.prefix),
    BucketKeyArn: text(options.bucketKey),
    RemoveExtras: text(String(runbook.verify.removeLimit !== undefined)),
    LogGroupName: text(runbook.refresh.logGroup),
    EvidenceBucketName: text(runbook.evidence.bucket),
    CalendarArn: text(calendarArn(runbook)),
    ObjectLockDays: text(String(runbook.evidence.retainDays ?? 0)),
    TaskReport: text(runbook.datasync.report === undefined ? 'no' : 'yes'),
    FinalizeEnvironment: text(runbook.finalize?.environment ?? ''),
    DeleteAgent: text(String(runbook.finalize?.deleteAgent ?? false)),
  };
}

/** Instances of EC2 and machines of a hybrid activation have ARNs of different services. */
function serverArns({ account, application }: Runbook): string[] {
  const arn = arnPrefix(application.region);
  return application.servers.map((id) =>
    id.startsWith('mi-')
      ? `${arn}:ssm:${application.region}:${account}:managed-instance/${id}`
      : `${arn}:ec2:${application.region}:${account}:instance/${id}`,
  );
}

/** Empty where the runbook names no calendar: then no role may ask one. */
function calendarArn({ account, application: { region }, change: { calendar } }: Runbook): string {
  if (calendar === undefined || calendar.startsWith('arn:')) return calendar ?? '';
  return `${arnPrefix(region)}:ssm:${region}:${account}:document/${calendar}`;
}
