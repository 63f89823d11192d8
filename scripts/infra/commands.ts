// The commands that set a runbook up, as a shell takes them: look-ups, two stacks, the variables of the environments.
import { arnPrefix } from '../../src/core/values/arn.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { parametersOf } from './parameters.ts';
import type { InfraOptions, Parameter } from './parameters.ts';

export const DOCUMENTS_STACK = 'nfs-cutover-documents';

/** Everything to run, in order; each command is complete as it stands. */
export function commandsFor(runbook: Runbook, options: InfraOptions): string {
  return [
    documents(runbook),
    lookUps(runbook, options),
    stack(runbook, options),
    after(runbook, options),
  ]
    .map((part) => `${part.trim()}\n`)
    .join('\n');
}

/** CloudFormation takes a template from a bucket of the stack's own Region when it is larger than 51,200 bytes. */
function documents({ account, application: { region } }: Runbook): string {
  const bucket = `nfs-cutover-templates-${account}-${region}`;
  return `
# 1. The documents, in the Region of the application servers: once for all runbooks, and again when they change.
aws s3api head-bucket --bucket ${bucket} --region ${region} ||
  aws s3 mb s3://${bucket} --region ${region}
aws cloudformation deploy \\
  --region ${region} \\
  --stack-name ${DOCUMENTS_STACK} \\
  --template-file infra/documents.yml \\
  --s3-bucket ${bucket} \\
  --no-fail-on-empty-changeset`;
}

function lookUps({ storageRegion, datasync }: Runbook, { repository }: InfraOptions): string {
  return `
# 2. What the runbook does not name: names and numbers that GitHub gave, GitHub's provider in this account (empty: the
#    stack makes it), the task's two locations, and the agents of the source.
owner=$(gh api ${quoted(`repos/${repository}`)} --jq .owner.login)
repository=$(gh api ${quoted(`repos/${repository}`)} --jq .name)
[ "$owner/$repository" = ${quoted(repository)} ] ||
  echo "note: GitHub writes the repository as $owner/$repository; the roles trust this spelling" >&2
repository_id=$(gh api ${quoted(`repos/${repository}`)} --jq .id)
owner_id=$(gh api ${quoted(`repos/${repository}`)} --jq .owner.id)
provider=$(aws iam list-open-id-connect-providers --output text --query \\
  "OpenIDConnectProviderList[?ends_with(Arn, ':oidc-provider/token.actions.githubusercontent.com')].Arn")
# The tokens of the jobs are for sts.amazonaws.com. Without this audience the provider lets none of them in.
if [ -n "$provider" ] && ! aws iam get-open-id-connect-provider --output text --query ClientIDList \\
  --open-id-connect-provider-arn "$provider" | tr '\\t' '\\n' | grep -qx sts.amazonaws.com; then
  echo "$provider: expected the audience sts.amazonaws.com, got none; add it, then repeat part 2:" >&2
  echo "  aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn $provider --client-id sts.amazonaws.com" >&2
  # Part 3 refuses this value.
  provider=without-audience
fi
location=$(aws datasync describe-task --region ${storageRegion} --output text \\
  --task-arn ${quoted(datasync.task)} --query SourceLocationArn)
destination=$(aws datasync describe-task --region ${storageRegion} --output text \\
  --task-arn ${quoted(datasync.task)} --query DestinationLocationArn)
agents=$(aws datasync describe-location-nfs --region ${storageRegion} --output text \\
  --location-arn "$location" --query "join(',', OnPremConfig.AgentArns)")`;
}

function stack(runbook: Runbook, options: InfraOptions): string {
  const parameters = Object.entries(parametersOf(runbook, options)).map(
    ([name, parameter]) => `    ${override(name, parameter)}`,
  );
  return `
# 3. Roles, evidence bucket and events, in the Region of the task. --capabilities: it makes roles with names.
aws cloudformation deploy \\
  --region ${runbook.storageRegion} \\
  --stack-name ${stackName(runbook)} \\
  --template-file infra/cutover.yml \\
  --capabilities CAPABILITY_NAMED_IAM \\
  --no-fail-on-empty-changeset \\
  --parameter-overrides \\
${parameters.join(' \\\n')}

${journalTag(runbook)}`;
}

/** Two runbooks that name one share must meet in one journal: the tag is written once, and never over another one. */
function journalTag({ evidence, gateway, storageRegion }: Runbook): string {
  const tag = `--region ${storageRegion} --resource-arn ${quoted(gateway.share)}`;
  return `# The share names the bucket of its journal. Another value belongs to another migration, and stays.
journal=$(aws storagegateway list-tags-for-resource ${tag} --output text \\
  --query "Tags[?Key=='nfs-cutover:journal'].Value") &&
  case "$journal" in
  '' | None) aws storagegateway add-tags-to-resource ${tag} \\
    --tags Key=nfs-cutover:journal,Value=${evidence.bucket} ;;
  ${evidence.bucket}) ;;
  *) echo "the share has its journal in $journal; expected ${evidence.bucket} or no tag" >&2 ;;
  esac`;
}

function after(runbook: Runbook, { repository }: InfraOptions): string {
  const { account, finalize, name, storageRegion } = runbook;
  const variables = [
    ['prepare', 'prepare'],
    [runbook.gates.cutover, 'gate'],
    ['back', 'back'],
    ['rollback', 'rollback'],
    ...(finalize === undefined ? [] : [[finalize.environment, 'final']]),
  ].map(
    ([environment = '', role = '']) =>
      `gh variable set AWS_ROLE_ARN --repo ${quoted(repository)} --env ${quoted(environment)} \\
  --body ${arnPrefix(storageRegion)}:iam::${account}:role/nfs-cutover-${name}-${role}`,
  );
  return `
# 4. The environments must exist, with their reviewers: docs/setup.md. Then each gets its role.
${variables.join('\n')}

# 5. This policy belongs to the role of the application servers (aws iam attach-role-policy).
aws cloudformation describe-stacks --region ${runbook.storageRegion} --stack-name ${stackName(runbook)} --output text \\
  --query "Stacks[0].Outputs[?OutputKey=='ServerOutputPolicyArn'].OutputValue"`;
}

const stackName = ({ name }: Runbook): string => `nfs-cutover-${name}`;

const override = (name: string, parameter: Parameter): string =>
  'variable' in parameter
    ? `${name}="$${parameter.variable}"`
    : `${name}=${quoted(parameter.value)}`;

/** One word of a shell, whatever is in it. */
const quoted = (value: string): string =>
  /^[A-Za-z0-9_./:@,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
