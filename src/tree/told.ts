import { nodeId, type DatastoreNode, type Node } from './nodes.ts';

/** Datastores that say how they are reached, so that they are drawn anew when that changes. */
export interface Told {
  /** One has said it, or that it is not reached yet. */
  said(node: DatastoreNode): void;
  /** It is no longer so. What is being opened waits: VS Code may lose the members that it has asked for. */
  changed(node: DatastoreNode): void;
  /** `node` is being opened. */
  during<T>(node: Node, opening: Promise<T>): Promise<T>;
}

export function createTold(redraw: (node: DatastoreNode) => void): Told {
  const told = new Set<string>();
  /** How often they are being opened, and what is to be drawn anew afterwards. */
  const opening = new Map<string, number>();
  const late = new Map<string, DatastoreNode>();

  function count(id: string, more: number): number {
    const now = (opening.get(id) ?? 0) + more;
    if (now === 0) opening.delete(id);
    else opening.set(id, now);
    return now;
  }

  return {
    said: (node) => told.add(nodeId(node)),
    changed(node) {
      const id = nodeId(node);
      if (!told.delete(id)) return;
      if (opening.has(id)) late.set(id, node);
      else redraw(node);
    },
    async during(node, promise) {
      const id = nodeId(node);
      count(id, 1);
      try {
        return await promise;
      } finally {
        const waiting = late.get(id);
        if (count(id, -1) === 0 && waiting) {
          late.delete(id);
          redraw(waiting);
        }
      }
    },
  };
}
