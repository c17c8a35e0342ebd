import { withoutFilters } from '../tree/shown.ts';
import type { Services } from './services.ts';

/** Shows all workspaces but those hidden one by one. */
export function clearFilters({ tree: { choice } }: Services): void {
  choice.set(withoutFilters(choice.get()));
}
