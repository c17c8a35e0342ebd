/** What the SDKs cannot do, by whose fault, as far as it stands in the way of these tests. */
export const cannot: readonly { readonly sdk: string; readonly what: string; readonly reason: string }[] = [
  {
    sdk: 'v1, v2',
    what: 'list the datastores of a workspace that has one of a type they do not know',
    reason: 'the SDK: AttributeError; the datastore graph_store is removed before the snippets run',
  },
  {
    sdk: 'v1',
    what: 'read more of a OneLake datastore than its name and type',
    reason: 'the SDK has no class for it',
  },
  {
    sdk: 'v2',
    what: 'see datastores of SQL, PostgreSQL, MySQL and Databricks',
    reason: 'Azure Resource Manager has no such types',
  },
  {
    sdk: 'v2',
    what: 'download a whole datastore, or a folder of a share or a lake named with a slash at its end',
    reason: 'azureml-fsspec: TypeError',
  },
  {
    sdk: 'v1, v2',
    what: 'find by **/*.csv the files that lie in the folder itself, on shares and lakes',
    reason: 'the native engine; **.csv finds all of them everywhere',
  },
  {
    sdk: 'cli',
    what: 'create a Gen1 datastore with tags from YAML',
    reason: 'azure-ai-ml: its schema wants a mapping in the place of each tag’s value',
  },
  {
    sdk: 'v1, v2',
    what: 'start a job, and so mount data or hand it to a script',
    reason: 'the sandbox runs no jobs: their code is built and type-checked',
  },
  {
    sdk: 'cli',
    what: 'run az ml',
    reason:
      'the command line is no package of these; its YAML is loaded and sent by azure-ai-ml, as it does itself',
  },
];
