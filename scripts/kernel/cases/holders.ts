// Programs of the application's user that hold the mount in their way.
import type { Server } from '../server.ts';

/** By what each holds: commands of bash, which make /tmp/ready as soon as they hold it. */
export const HOLDERS: Readonly<Record<string, string>> = {
  'a file that is open for writing':
    'exec 3>>/mnt/data/incoming/open; echo x >&3; touch /tmp/ready; while :; do echo x >&3; sleep 1; done',
  'a file that is open for reading':
    'exec 3</mnt/data/catalogue/index.csv; touch /tmp/ready; sleep 600',
  'a working folder': 'cd /mnt/data/images; touch /tmp/ready; sleep 600',
  'a program that lies there': '/mnt/data/images/tool 600 & touch /tmp/ready; wait',
};

/** Starts one of them, and waits until it holds the mount. */
export async function hold(server: Server, what: string): Promise<void> {
  await server.sh(`rm -f /tmp/ready
  setsid setpriv --reuid=app --regid=app --clear-groups bash -c '${HOLDERS[what]}' >/dev/null 2>&1 &
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -e /tmp/ready ] && exit 0; sleep 0.5; done; exit 1`);
}

/** Ends everything of the application's user. */
export async function release(server: Server): Promise<void> {
  await server.sh('pkill -9 -u app; sleep 1');
}

/** The network of a server is gone from now on, or back. */
export const network = (
  server: Server,
  which: 'source' | 'gateway',
  state: 'up' | 'down',
): Promise<string> => server.sh(`ip -n ${which} link set e${which} ${state}; sleep 2`);
