// Units of systemd that carry the server or this product: no run stops one. The runbook's check and the documents share it.

/** Patterns of the shell, as a `case` has them. */
const PATTERNS = [
  ...['ssh[.@-]*', 'sshd[.@-]*', 'dbus[.-]*', 'amazon-ssm-agent.*', 'snap.amazon-ssm-agent.*'],
  ...['systemd-*', 'init.*', '*getty@*', 'emergency.*', 'rescue.*', 'debug-shell.*'],
  ...['user@*', 'user-runtime-dir@*', 'network.*', 'networking.*', 'NetworkManager*'],
  ...['nfs-client*', 'nfs-server*', 'nfs-idmapd*', 'nfs-mountd*', 'nfs-utils*', 'nfs-cutover*'],
  ...['rpc-*', 'rpcbind.*', 'gssproxy.*', 'autofs.*', 'polkit.*'],
  ...['cloud-init*', 'cloud-config.*', 'cloud-final.*'],
] as const;

/** All of them in one line, for `case` in a document. */
export const ESSENTIAL_UNITS = PATTERNS.join(' | ');

const matches = new RegExp(
  `^(${PATTERNS.map((one) => one.replaceAll(/\.(?![^[]*\])/g, String.raw`\.`).replaceAll('*', '.*')).join('|')})$`,
);

/** Whether a unit of systemd is never one of an application. */
export const isEssential = (unit: string): boolean => matches.test(unit);
