import {
  createPipelineFromOptions,
  type Pipeline,
  type PipelinePolicy,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import type { Log } from '../common/log.ts';
import type { Transport } from '../common/transport.ts';
import { transportPolicy } from './transportPolicy.ts';

/** How long a service may ask to wait before it is asked again, in seconds: nobody looks at a list that comes later. */
const longestPause = 60;

/** Retries what may succeed later (429, 503 with Retry-After, broken connections): no caller does again. Follows no redirect. */
export function createControlPipeline(transport: Transport, log: Log): Pipeline {
  const pipeline = createPipelineFromOptions({
    userAgentOptions: { userAgentPrefix: 'azureml-datastores-vscode' },
  });
  pipeline.removePolicy({ name: 'redirectPolicy' });
  // After the retries, so that the log has each attempt.
  pipeline.addPolicy(transportPolicy(transport, log), { afterPhase: 'Retry' });
  pipeline.addPolicy(shortPauses, { afterPhase: 'Retry' });
  pipeline.addPolicy(counting, { afterPhase: 'Retry' });
  return pipeline;
}

const sent = new WeakMap<PipelineRequest, number>();

/** How often a request has been sent: the answer to an earlier time may have been lost on its way. */
export const timesSent = (request: PipelineRequest): number => sent.get(request) ?? 0;

const counting: PipelinePolicy = {
  name: 'counting',
  sendRequest(request, next) {
    sent.set(request, timesSent(request) + 1);
    return next(request);
  },
};

/** Hides a `Retry-After` that is too long from the retries, which then give the refusal to who asked. */
const shortPauses: PipelinePolicy = {
  name: 'shortPauses',
  async sendRequest(request, next) {
    const response = await next(request);
    const asked = response.headers.get('retry-after') ?? '';
    const seconds = /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
    if (seconds > longestPause) response.headers.delete('retry-after');
    return response;
  },
};
