// The session policy in the workflows: YAML that GitHub reads, made from the one list of what a job's long session may do.
import { lastingPolicy } from '../../src/aws/session-policies.ts';

const INDENT = '    ';
const WIDTH = 100;

/** The workflow with the policy in its variable SESSION_POLICY; an error where it has no such variable. */
export function fillSessionPolicy(workflow: string, file: string): string {
  const block = /^ {2}SESSION_POLICY: >-\n(?: {4}.*\n)+/m;
  if (!block.test(workflow))
    throw new Error(`${file}: expected the variable SESSION_POLICY with '>-', got none; add it`);
  const lines = wrapped(JSON.stringify(JSON.parse(lastingPolicy()), undefined, 1));
  return workflow.replace(block, () => `  SESSION_POLICY: >-\n${lines.join('\n')}\n`);
}

function wrapped(json: string): string[] {
  const lines: string[] = [];
  for (const word of json.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${INDENT}${word}`);
  }
  return lines;
}
