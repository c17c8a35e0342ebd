/**
 * The permissions of a SAS that a request needs, one letter of each member; empty where it is not known. From the tables
 * of https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob
 */
export function needsOf(method: string, url: string): readonly string[] {
  const { searchParams } = new URL(url);
  const operation = searchParams.get('comp') ?? searchParams.get('action') ?? '';
  switch (method) {
    case 'GET':
    case 'HEAD':
      return operation === 'list' || searchParams.get('resource') === 'filesystem' ? ['l'] : ['r'];
    case 'DELETE':
      return ['d'];
    case 'PATCH':
      return operation === 'append' ? ['wa'] : ['w'];
    case 'PUT':
      if (operation === '' ? searchParams.has('mode') : !operation.startsWith('block')) return ['w'];
      return ['cw'];
    default:
      return [];
  }
}
