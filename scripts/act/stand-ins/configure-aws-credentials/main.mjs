// Stands in for aws-actions/configure-aws-credentials: the job gets keys that open nothing but the lab.
import { appendFileSync } from 'node:fs';

const role = process.env['INPUT_ROLE-TO-ASSUME'] ?? '';
// act has variables of the repository alone. So the job says whose role it would have.
const kind = { cutover: 'gate', rollback: 'back' }[process.env.GITHUB_JOB] ?? 'prepare';
const region = process.env['INPUT_AWS-REGION'] ?? '';
if (role === '' || region === '')
  throw new Error(`expected a role and a Region, got '${role}' and '${region}'`);
const variables = {
  AWS_ACCESS_KEY_ID: 'AKIAFAKEOFTHELAB0000',
  AWS_SECRET_ACCESS_KEY: 'fake-secret-of-the-lab',
  AWS_SESSION_TOKEN: `session-of-${role.split('/').at(-1)}-${kind}`,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
};
const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
appendFileSync(process.env.GITHUB_ENV ?? '', lines.join(''));
console.log(`Assuming role ${role}`);
