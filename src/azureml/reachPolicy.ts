import type { Agent } from 'node:https';

/** Makes an @azure/identity credential reach its cloud through `agent`. */
export function reachPolicy(agent: Agent) {
  return {
    position: 'perRetry' as const,
    policy: {
      name: 'reachPolicy',
      sendRequest: <Request extends { agent?: unknown }, Response>(
        request: Request,
        next: (request: Request) => Promise<Response>,
      ) => {
        request.agent = agent;
        return next(request);
      },
    },
  };
}
