// Which of a job's two sessions may do what: the long one all that changes nothing in AWS, the short one the rest.

/**
 * What changes a task, its executions, the share or objects: a session of 900 seconds, and nothing else, may do it. A
 * delete with If-Match reads the object, and a start with a task report hands over its role.
 */
const CHANGING: readonly string[] = [
  'datasync:StartTaskExecution',
  'datasync:CancelTaskExecution',
  'datasync:UpdateTask',
  'datasync:UpdateTaskExecution',
  'datasync:TagResource',
  'datasync:UntagResource',
  'datasync:DeleteTask',
  'datasync:DeleteLocation',
  'datasync:DeleteAgent',
  'storagegateway:UpdateNFSFileShare',
  's3:DeleteObject',
  's3:GetObject',
  'kms:Decrypt',
  'iam:PassRole',
];

/**
 * All else that our jobs do. Documents change servers, but the servers themselves refuse those of a job that has lost
 * the migration. What is written is evidence, and each object of it once.
 */
const LASTING: readonly string[] = [
  'datasync:Describe*',
  'datasync:List*',
  'storagegateway:Describe*',
  'storagegateway:List*',
  'storagegateway:RefreshCache',
  'storagegateway:NotifyWhenUploaded',
  's3:Get*',
  's3:List*',
  's3:PutObject',
  'ssm:Describe*',
  'ssm:Get*',
  'ssm:List*',
  'ssm:SendCommand',
  'ssm:CancelCommand',
  'events:Describe*',
  'events:List*',
  'logs:FilterLogEvents',
  'kms:Decrypt',
];

/** The session policy of AssumeRoleWithWebIdentity for calls that change something: at most 2,048 characters (STS). */
export const changingPolicy = (): string => policyOf(CHANGING);

/**
 * The session policy of a job's long session, as `inline-session-policy` of aws-actions/configure-aws-credentials takes
 * it. A session may do what both its role and this policy allow (IAM user guide, session policies).
 */
export const lastingPolicy = (): string => policyOf(LASTING);

const policyOf = (actions: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
