// What runs on the servers when the lab ends: it is killed, so that nothing outlives the folder that it runs in.
import type { Servers } from './application-server/servers.ts';

/** The same servers; `stop` kills every document that runs on them, and waits until all have ended. */
export function stoppable(servers: Servers): { servers: Servers; stop: () => Promise<void> } {
  const end = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    servers: {
      ...servers,
      run: async (asked) => {
        const cancel = AbortSignal.any([asked.cancel, end.signal]);
        const mine = servers.run({ ...asked, cancel });
        running.add(mine);
        try {
          return await mine;
        } finally {
          running.delete(mine);
        }
      },
    },
    stop: async () => {
      end.abort();
      servers.end();
      await Promise.allSettled(running);
    },
  };
}
