// Requests below /_lab/ that are not AWS: whoever runs with the lab may serve its own, such as GitHub's REST API.

export interface MountedRequest {
  readonly method: string;
  /** The path with the prefix that the handler is mounted at, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface MountedResponse {
  readonly status: number;
  /** `content-type` is application/json unless given. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export type MountedHandler = (
  request: MountedRequest,
) => MountedResponse | Promise<MountedResponse>;
