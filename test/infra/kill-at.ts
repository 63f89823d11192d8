// For tests of documents: kills a document, or does something else, just before or just after what it does on the server.
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerLab } from '../lab/application-server/server-lab.ts';

export interface Point {
  readonly when: 'before' | 'after';
  readonly tool: string;
  readonly nth: number;
}

/**
 * From now on the nth call of a tool kills the document's process group, or runs the commands of the shell `does`; the
 * returned function ends that.
 */
export function arm(
  lab: ServerLab,
  { when, tool, nth }: Point,
  does = 'kill -KILL "-$document"',
): () => void {
  const tools = join(lab.context.world.root, 'tools');
  const real = join(tools, 'real');
  const count = join(lab.root, 'tmp/count');
  mkdirSync(real, { recursive: true });
  renameSync(join(tools, tool), join(real, tool));
  rmSync(count, { force: true });
  const wrapper = `#!/bin/sh
echo x >>'${count}'
document=$(cut -d ' ' -f 6 /proc/$$/stat)
here=$(grep -c x '${count}')
[ "$here" -ne ${nth} ] || [ ${when} = after ] || { ${does}; }
'${real}/${tool}' "$@"
status=$?
[ "$here" -ne ${nth} ] || [ ${when} = before ] || { ${does}; }
exit $status
`;
  writeFileSync(join(tools, tool), wrapper);
  chmodSync(join(tools, tool), 0o755);
  return () => renameSync(join(real, tool), join(tools, tool));
}
