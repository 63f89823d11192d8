// Runs one script as the SSM agent does: by sh, in a process group of its own, its output in two files.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { ordinaryUser } from './ordinary-user.ts';

export interface Script {
  readonly file: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr: string;
  /** In real seconds: a script that hangs does so in real time. */
  readonly timeoutSeconds: number;
  readonly cancel: AbortSignal;
}

export interface Ended {
  /** -1 where a signal ended the script, as the agent reports it. */
  readonly exitCode: number;
  readonly by: 'exit' | 'cancel' | 'timeout';
}

/** Runs the script to its end, its cancellation or its timeout; both of these kill the process group. */
export function runScript(script: Script): Promise<Ended> {
  const { file, folder, env, cancel } = script;
  const out = openSync(script.stdout, 'w');
  const err = openSync(script.stderr, 'w');
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', '"$0"', file], {
      cwd: folder,
      env: { ...env },
      detached: true,
      stdio: ['ignore', out, err],
      ...ordinaryUser(),
    });
    let by: Ended['by'] = 'exit';
    const kill = (why: Ended['by']): void => {
      by = why;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const onCancel = (): void => kill('cancel');
    const timer = setTimeout(() => kill('timeout'), script.timeoutSeconds * 1000);
    cancel.addEventListener('abort', onCancel);
    if (cancel.aborted) onCancel();
    const settle = (): void => {
      clearTimeout(timer);
      cancel.removeEventListener('abort', onCancel);
    };
    child.once('error', (error) => {
      settle();
      reject(new Error(`lab: cannot run a script in ${folder}`, { cause: error }));
    });
    child.once('exit', (code) => {
      settle();
      resolve({ exitCode: code ?? -1, by });
    });
  }).finally(() => {
    closeSync(out);
    closeSync(err);
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
