// AWS for an action that makes one call: STS says that the caller is somebody else, and the action ends.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:sts::111122223333:assumed-role/somebody-else/session</Arn><UserId>AROA:session</UserId><Account>111122223333</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;

export interface OneCallServer extends AsyncDisposable {
  readonly url: string;
  /** How many signed calls it has answered. */
  readonly calls: () => number;
}

/** Serves on loopback until it is disposed. A call that is not signed is refused, and not counted. */
export async function openOneCallServer(): Promise<OneCallServer> {
  let calls = 0;
  const server = createServer((request, response) => {
    const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') === true;
    if (signed) calls += 1;
    request.resume();
    response.writeHead(signed ? 200 : 403, { 'content-type': 'text/xml' }).end(IDENTITY);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
