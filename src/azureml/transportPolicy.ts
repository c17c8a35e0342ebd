import type { Transport, TransportRequest } from '../common/transport.ts';

/** Makes a pipeline of the Azure SDKs, such as a credential's, travel by `transport`. */
export function transportPolicy(transport: Transport) {
  return {
    name: 'transportPolicy',
    sendRequest: <Request extends object, Response>(
      request: Request,
      next: (request: Request) => Promise<Response>,
    ): Promise<Response> => {
      transport.redirect?.(request as TransportRequest);
      return next(Object.assign(request, { agent: transport.agent }));
    },
  };
}
