// What every service of the lab is made of: operations that take a checked input and answer or throw.
import type { Shape } from './shape.ts';

/** One call as the lab sees it. `region` is the scope of its signature. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
}

/**
 * An error as the service answers it: `type` becomes `__type` (JSON) or `Code` (XML), `status` the HTTP
 * status, `fields` further members of the error body.
 */
export class ServiceError extends Error {
  readonly type: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    type: string,
    message: string,
    status = 400,
    fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'ServiceError';
    this.type = type;
    this.status = status;
    this.fields = fields;
  }
}

export type Json = Readonly<Record<string, unknown>>;

export interface Operation {
  /** Members that the service's model allows; the server refuses others before `run`. */
  readonly input: Shape;
  readonly run: (input: Json, call: Call) => Json | Promise<Json>;
}

/** A service that speaks AWS JSON: `POST /` with `X-Amz-Target: <target>.<operation>`. */
export interface JsonService {
  readonly name: string;
  readonly target: string;
  readonly jsonVersion: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, Operation>>;
  /** The exception that this service's model has for a bad request. */
  readonly invalid: (message: string) => ServiceError;
}
