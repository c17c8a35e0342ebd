import type { OfferNode } from '../tree/nodes.ts';
import { withDeclined } from '../tree/shown.ts';
import type { Services } from './services.ts';

/** Offers a workspace no more in this window; “Add Workspace…” still lists it. */
export function declineOffer({ tree: { choice } }: Services, node: OfferNode | undefined): void {
  if (node) choice.set(withDeclined(choice.get(), node.name));
}
