// Runs one script as the SSM agent does: by sh, in a process group of its own, its output copied into two files.
import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
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
  /** `nobody`: its time was over, and the agent found no process to kill. Something else still held its output. */
  readonly by: 'exit' | 'cancel' | 'timeout' | 'nobody';
}

/**
 * Runs the script until it has ended and nobody holds its output any more, or until its cancellation or its timeout.
 * Both of these kill the process group, and only that: what has a group of its own lives on, such as all that runs
 * under `timeout` or `setsid`. The agent then waits for nothing (aws/amazon-ssm-agent 3.3, agent/executers).
 */
export function runScript(script: Script): Promise<Ended> {
  const { file, folder, env, cancel } = script;
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', '"$0"', file], {
      cwd: folder,
      env: { ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...ordinaryUser(),
    });
    const copies = [copy(child.stdout, script.stdout), copy(child.stderr, script.stderr)];
    const settle = (): void => {
      clearTimeout(timer);
      cancel.removeEventListener('abort', onCancel);
      for (const { stop } of copies) stop();
    };
    const kill = (by: 'cancel' | 'timeout'): void => {
      const killed = child.pid !== undefined && killGroup(child.pid);
      settle();
      resolve(killed ? { exitCode: -1, by } : { exitCode: 1, by: 'nobody' });
    };
    const onCancel = (): void => {
      kill('cancel');
    };
    const timer = setTimeout(() => {
      kill('timeout');
    }, script.timeoutSeconds * 1000);
    cancel.addEventListener('abort', onCancel);
    if (cancel.aborted) onCancel();
    child.once('error', (error) => {
      settle();
      reject(new Error(`lab: cannot run a script in ${folder}`, { cause: error }));
    });
    child.once('close', (code) => {
      settle();
      resolve({ exitCode: code ?? -1, by: 'exit' });
    });
  });
}

/** Copies what comes into the file, until it is stopped; a writer then gets SIGPIPE, as from the agent. */
function copy(from: Readable, file: string): { readonly stop: () => void } {
  const to = openSync(file, 'w');
  let open = true;
  from.on('data', (bytes: Buffer) => {
    for (let at = 0; open && at < bytes.length;) at += writeSync(to, bytes, at);
  });
  return {
    stop: () => {
      if (!open) return;
      open = false;
      from.destroy();
      closeSync(to);
    },
  };
}

/** Whether there was anybody in the group. */
function killGroup(pid: number): boolean {
  try {
    process.kill(-pid, 'SIGKILL');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}
