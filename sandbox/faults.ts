import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  bringsBody,
  drip,
  flipByte,
  passThenStop,
  resetConnection,
  tapRequest,
  tapResponse,
} from './faultBodies.ts';
import { parseRule, type FaultAction, type FaultRule } from './faultRules.ts';
import { ServiceError, type Context } from './service.ts';

/** Faults that tests ask for. */
export interface Faults {
  /** Returns the id of the new fault. */
  add(body: unknown): string;
  /** The faults that are in force, and how many requests each has struck. */
  list(): { readonly id: string; readonly struck: number }[];
  /** Takes away one fault, or all of them. */
  remove(id?: string): void;
  /**
   * Lets the request on to its service, late or with its bodies tapped, or answers false: it has been dealt with.
   * Throws {@link ServiceError} for a fault of kind `status` or `redirect`.
   */
  admit(request: IncomingMessage, response: ServerResponse, context: Context): Promise<boolean>;
}

const usualCodes: Readonly<Record<number, string>> = {
  401: 'InvalidAuthenticationInfo',
  403: 'AuthorizationFailure',
  404: 'ResourceNotFound',
  409: 'Conflict',
  412: 'ConditionNotMet',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServerBusy',
};

function statusError(action: Extract<FaultAction, { kind: 'status' }>): ServiceError {
  const code = action.code ?? usualCodes[action.status] ?? 'InjectedFault';
  const headers = {
    ...(action.retryAfter === undefined ? {} : { 'retry-after': String(action.retryAfter) }),
    ...action.headers,
  };
  return new ServiceError(
    action.status,
    code,
    action.message ?? `The sandbox was asked to answer ${action.status} ${code}.`,
    { headers },
  );
}

/** Resets after so many bytes of the request's body, else in place of the answer; without a body, of the answer's. */
function armReset(request: IncomingMessage, response: ServerResponse, afterBytes: number): void {
  const strike = (): void => resetConnection(request);
  const instead = (): boolean => {
    strike();
    return false;
  };
  if (bringsBody(request)) {
    tapRequest(request, passThenStop(afterBytes, strike));
    tapResponse(response, () => [], instead);
  } else {
    tapResponse(response, passThenStop(afterBytes, strike), instead);
  }
}

function armTruncate(request: IncomingMessage, response: ServerResponse, afterBytes: number): void {
  let struck = false;
  const strike = (): void => {
    struck = true;
    response.flushHeaders();
    request.socket.destroySoon();
  };
  tapResponse(response, passThenStop(afterBytes, strike), () => !struck);
}

/** Starts without any fault. */
export function createFaults(): Faults {
  let rules: FaultRule[] = [];

  function strike(rule: FaultRule): boolean {
    if (rule.skip > 0) {
      rule.skip -= 1;
      return false;
    }
    if (rule.left <= 0) return false;
    rule.left -= 1;
    rule.struck += 1;
    return true;
  }

  /** Every delay that matches adds up; of the rest only the first that strikes counts. */
  function choose(
    request: IncomingMessage,
    context: Context,
  ): { delay: number; fault: FaultRule | undefined } {
    let delay = 0;
    let fault: FaultRule | undefined;
    for (const rule of rules) {
      if (rule.action.kind !== 'delay' && fault) continue;
      if (!rule.matches(request, context) || !strike(rule)) continue;
      if (rule.action.kind === 'delay') delay += rule.action.ms;
      else fault = rule;
    }
    return { delay, fault };
  }

  /** Returns whether the request goes on to its service. */
  function apply(request: IncomingMessage, response: ServerResponse, { action, over }: FaultRule): boolean {
    const { signal } = over;
    switch (action.kind) {
      case 'status':
        throw statusError(action);
      case 'redirect':
        throw new ServiceError(307, 'TemporaryRedirect', 'The resource is elsewhere for now.', {
          headers: { location: action.location },
        });
      case 'reset':
        armReset(request, response, action.afterBytes);
        return true;
      case 'truncate':
        armTruncate(request, response, action.afterBytes);
        return true;
      case 'corrupt':
        if (bringsBody(request)) tapRequest(request, flipByte(action.atByte));
        else tapResponse(response, flipByte(action.atByte));
        return true;
      case 'drip': {
        const tap = drip(action.bytesPerSecond, () => signal.aborted || request.socket.destroyed);
        if (bringsBody(request)) tapRequest(request, tap);
        else tapResponse(response, tap);
        return true;
      }
      case 'hang':
        request.resume();
        signal.addEventListener('abort', () => request.socket.destroy(), { once: true });
        return false;
      case 'delay':
        return true;
    }
  }

  return {
    add: (body) => {
      const rule = parseRule(randomUUID(), body);
      rules.push(rule);
      return rule.id;
    },
    list: () => rules.map(({ id, struck }) => ({ id, struck })),
    remove: (id) => {
      const removed = rules.filter((rule) => id === undefined || rule.id === id);
      rules = rules.filter((rule) => !removed.includes(rule));
      for (const rule of removed) rule.over.abort();
    },
    admit: async (request, response, context) => {
      if (rules.length === 0) return true;
      const { delay, fault } = choose(request, context);
      if (fault && !apply(request, response, fault)) return false;
      if (delay > 0) await wait(delay);
      return !request.socket.destroyed;
    },
  };
}
