/** Lets Node's fetch go through the proxy of the environment, where there is one. */
export function useProxy(): void {
  // Since Node 24.14; before, fetch knows no proxy. Not by `import`, which loads more than http (undici).
  const http: Partial<typeof import('node:http')> = process.getBuiltinModule('node:http');
  http.setGlobalProxyFromEnv?.();
}
