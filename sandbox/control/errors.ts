import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, ServiceError, type Context } from '../service.ts';

/** One row of `details` in an error of ARM or of the v1 service. */
export interface ErrorRow {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

/** An error of the control plane; both APIs can tell it, each in its own form. */
export class ControlError extends ServiceError {
  readonly rows: readonly ErrorRow[];

  constructor(
    status: number,
    code: string,
    message: string,
    more: { rows?: readonly ErrorRow[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(status, code, message, more.headers ? { headers: more.headers } : {});
    this.rows = more.rows ?? [];
  }
}

/** `Could not find datastore: x.` The status is not confirmed; code and sentence are. */
export function datastoreNotFound(name: string): ControlError {
  return new ControlError(404, 'UserError', `Could not find datastore: ${name.toLowerCase()}.`);
}

export function userError(message: string): ControlError {
  return new ControlError(400, 'UserError', message);
}

/** What a wrong key or SAS is told. */
export function forbidden(): ControlError {
  return userError('Forbidden. Please make sure the credentials are correct');
}

/** A body that ARM cannot read. The sentence is not confirmed. */
export function invalidContent(why: string): ControlError {
  return new ControlError(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: '${why}'.`,
  );
}

/** A field is missing or wrong. That the service says it by this code is not confirmed for each field. */
export function validationError(rows: readonly ErrorRow[]): ControlError {
  const message = rows.map((row) => row.message).join(' ') || 'The request is not valid.';
  return new ControlError(400, 'ValidationError', message, { rows });
}

function asControlError(error: unknown): ControlError {
  if (error instanceof ControlError) return error;
  if (error instanceof ServiceError) {
    return new ControlError(error.status, error.code, error.message, { headers: error.headers });
  }
  throw error;
}

/** Sends `error` as Azure Resource Manager does: `{"error":{"code","message","target","details":[]}}`. */
export function sendArmFailure(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  failure: unknown,
): void {
  const { status, code, message, rows, headers } = asControlError(failure);
  const details = rows.map((row) => ({ ...row, details: [], additionalInfo: [] }));
  const body = { error: { code, message, ...(rows.length > 0 ? { target: rows[0]?.target, details } : {}) } };
  sendJson(request, response, status, body, { 'x-ms-request-id': context.requestId, ...headers });
}

/** Sends `error` as the v1 data plane does: RootError, correlation, environment, location, time. */
export function sendV1Failure(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  failure: unknown,
): void {
  const { status, code, message, rows, headers } = asControlError(failure);
  const region = context.region ?? 'eastus';
  // Its codes are few (ServiceError, UserError, ValidationError, …); which inner code comes with which case is not confirmed.
  const root = status >= 500 ? 'ServiceError' : code === 'ValidationError' ? code : 'UserError';
  const body = {
    error: {
      code: root,
      message,
      target: rows[0]?.target ?? null,
      details: rows,
      innerError: root === code ? null : { code, innerError: null },
    },
    correlation: {
      operation: context.requestId.replaceAll('-', ''),
      request: context.requestId.slice(0, 16),
    },
    environment: region,
    location: region,
    time: new Date().toISOString(),
  };
  sendJson(request, response, status, body, { 'x-ms-request-id': context.requestId, ...headers });
}
