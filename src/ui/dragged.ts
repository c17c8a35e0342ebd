/** The type under which rows of the view travel when they are dragged: their long datastore URIs, one a line. */
export const draggedType = 'application/vnd.azureml-datastores.uris';
