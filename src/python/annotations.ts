import { type Context, textAt } from './context.ts';
import { literalOf } from './literals.ts';
import { lookUp } from './scopes.ts';
import { meaningful, type Node } from './tree.ts';
import { sdkName, sdkOf, type Thing, type Value } from './values.ts';

const classes: Readonly<Record<string, Thing['kind']>> = {
  Workspace: 'workspace',
  Datastore: 'datastore',
  AbstractDatastore: 'datastore',
  AbstractAzureStorageDatastore: 'datastore',
  AzureBlobDatastore: 'datastore',
  AzureFileDatastore: 'datastore',
  AzureDataLakeDatastore: 'datastore',
  AzureDataLakeGen1Datastore: 'datastore',
  AzureDataLakeGen2Datastore: 'datastore',
  OneLakeDatastore: 'datastore',
  DataPath: 'path',
  DataReference: 'dataReference',
  Dataset: 'dataset',
  FileDataset: 'dataset',
  TabularDataset: 'dataset',
  MLClient: 'mlClient',
  ComputeTarget: 'compute',
  AmlCompute: 'compute',
  ComputeInstance: 'compute',
  RunConfiguration: 'runConfig',
  ScriptRunConfig: 'scriptRunConfig',
  Experiment: 'experiment',
  Run: 'run',
};

/** What a variable stands for that is annotated like this: `Workspace`, `"Workspace"`, `Optional[Workspace]`, `Workspace | None`. */
export function annotated(context: Context, type: Node | undefined): Thing | undefined {
  if (!type) return undefined;
  if (type.name === 'TypeDef') return annotated(context, meaningful(type.children)[0]);
  if (type.name === 'String') {
    const { value } = literalOf(context.code, type);
    const [first = '', ...others] = value.split('.');
    let meant = lookUp(context.scope, first, type.from);
    for (const name of others) meant = attribute(meant, name);
    return thingOf(meant);
  }
  if (
    type.name === 'BinaryExpression' ||
    (type.name === 'MemberExpression' && type.children[1]?.name === '[')
  ) {
    const parts = meaningful(type.children).map((part) => annotated(context, part));
    const [only, ...others] = parts.filter((thing) => thing !== undefined);
    return others.length === 0 ? only : undefined;
  }
  return thingOf(symbolOf(context, type));
}

function symbolOf(context: Context, node: Node): Value | undefined {
  if (node.name === 'VariableName') return lookUp(context.scope, textAt(context, node), node.from);
  const [object, dot, property] = node.children;
  if (node.name !== 'MemberExpression' || !object || dot?.name !== '.' || !property) return undefined;
  return attribute(symbolOf(context, object), textAt(context, property));
}

function attribute(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === 'symbol' ? { kind: 'symbol', path: `${value.path}.${name}` } : undefined;
}

function thingOf(value: Value | undefined): Thing | undefined {
  if (value?.kind !== 'symbol') return undefined;
  const sdk = sdkOf(value.path);
  const kind = classes[sdkName(value.path)];
  if (!sdk || !kind) return undefined;
  return { kind, sdk, ...((kind === 'datastore' || kind === 'path') && { datastore: { by: 'unknown' } }) };
}
