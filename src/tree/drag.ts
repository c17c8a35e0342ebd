import { DataTransferItem, type TreeDragAndDropController } from 'vscode';
import { nameOf } from '../azureml/workspaceReference.ts';
import { longDatastoreUri, shortDatastoreUri } from '../datastores/uri.ts';
import { draggedType } from '../ui/dragged.ts';
import { isPlace, pathOf, type Node } from './nodes.ts';

/** Rows can be dragged into editors, which make code of them, and into other programs as their datastore URIs. */
export const drag: TreeDragAndDropController<Node> = {
  dragMimeTypes: [draggedType, 'text/plain'],
  dropMimeTypes: [],
  handleDrag(nodes, transfer) {
    const places = nodes.filter(isPlace);
    if (places.length === 0) return;
    const long = places.map((node) =>
      longDatastoreUri(nameOf(node.workspace), node.datastore.name, pathOf(node)),
    );
    const short = places.map((node) => shortDatastoreUri(node.datastore.name, pathOf(node)));
    transfer.set(draggedType, new DataTransferItem(long.join('\n')));
    transfer.set('text/plain', new DataTransferItem(short.join('\n')));
  },
};
