import { type Context, meaningOf, notePlace, spanOf } from './context.ts';
import { comprehension, evaluate } from './expressions.ts';
import type { Call, Span } from './python.ts';
import type { CallSite, Signature } from './sdk.ts';
import { signaturesV1 } from './sdkV1.ts';
import { signaturesV2 } from './sdkV2.ts';
import { noteLocations, noteName, notePath } from './slots.ts';
import { type Argument, argumentsOf, childOf, type Node } from './tree.ts';
import { isThing, nameOf, receiverOf, sdkName, sdkOf, type Thing, type Value, wordOf } from './values.ts';

interface Given {
  readonly argument: Argument;
  readonly value: Value | undefined;
}

/** Evaluates what is called and all arguments, whatever it is. */
export function call(context: Context, node: Node, variable?: string): Value | undefined {
  const [callee] = node.children;
  const list = childOf(node, 'ArgList');
  if (!callee || !list) return undefined;
  const of = evaluate(context, callee);
  const given = argumentsOf(list, context.code).map((argument) => ({
    argument,
    value: evaluateArgument(context, list, argument),
  }));
  if (of?.kind === 'function') return of.returns;
  const called = calledBy(of);
  if (!called) return undefined;
  const { sdk, name, receiver } = called;
  const signature = (sdk === 'v1' ? signaturesV1 : signaturesV2)[name];
  if (!signature) return undefined;
  const owner = receiver ? receiverOf(callee, context.code) : {};
  const site = siteOf(context, signature, given, receiver, owner.receiver);
  const value = signature.result?.(site);
  noteArguments(context, name, signature, site);
  noteCall(context, {
    of: meantBy(site, value, receiver, sdk),
    name,
    node,
    callee: childOf(callee, 'PropertyName') ?? callee,
    args: argumentSpans(context, given),
    ...owner,
  });
  if (signature.place) notePlace(context, node, value, variable);
  return value;
}

function evaluateArgument(context: Context, list: Node, argument: Argument): Value | undefined {
  if (argument.nodes.some(({ name }) => name === 'for')) {
    comprehension(context, { ...list, children: argument.nodes });
    return undefined;
  }
  return argument.value && evaluate(context, argument.value);
}

function calledBy(of: Value | undefined) {
  if (of?.kind === 'symbol') {
    const sdk = sdkOf(of.path);
    return sdk && { sdk, name: sdkName(of.path), receiver: undefined };
  }
  if (of?.kind !== 'method') return undefined;
  return { sdk: of.of.sdk, name: `${wordOf(of.of)}.${of.name}`, receiver: of.of };
}

function siteOf(
  { code }: Context,
  { params }: Signature,
  given: readonly Given[],
  receiver: Thing | undefined,
  receiverName: string | undefined,
): CallSite {
  const spread = given.findIndex(({ argument }) => argument.spread);
  const byPosition = given.slice(0, spread === -1 ? undefined : spread);
  const find = (parameter: string) =>
    given.find(({ argument }) => argument.keyword === parameter) ??
    byPosition.find(({ argument }, index) => argument.keyword === undefined && params[index] === parameter);
  return {
    receiver,
    receiverName,
    value: (parameter) => find(parameter)?.value,
    node: (parameter) => find(parameter)?.argument.value,
    name: (parameter) => nameOf(find(parameter)?.argument.value, code),
  };
}

function noteArguments(
  context: Context,
  name: string,
  { names, path, locations, pattern, of = name }: Signature,
  site: CallSite,
): void {
  const owner = site.receiver ?? site.value('workspace');
  if (names !== undefined) noteName(context, site.node(names), of, isThing(owner) ? owner : undefined);
  if (path !== undefined) {
    notePath(context, site.node(path), { of }, site.receiver ?? site.value('datastore'));
  }
  if (locations !== undefined) {
    const wording = { of: of.split('.').at(-1) ?? of, ...(pattern && { pattern }) };
    noteLocations(context, site.node(locations), wording, (node) => evaluate(context, node));
  }
}

/** The workspace and datastore that a call is about. */
function meantBy(
  site: CallSite,
  value: Value | undefined,
  receiver: Thing | undefined,
  sdk: Thing['sdk'],
): Thing {
  const things = [receiver, value, site.value('datastore'), site.value('workspace')].filter(isThing);
  const workspace = things.find((thing) => thing.workspace)?.workspace;
  const datastore = things.find((thing) => thing.datastore)?.datastore;
  return { kind: 'operations', sdk, ...(workspace && { workspace }), ...(datastore && { datastore }) };
}

function argumentSpans(context: Context, given: readonly Given[]): Record<string, Span> {
  const spans: Record<string, Span> = {};
  given.forEach(({ argument: { keyword, value, spread } }, index) => {
    if (value && !spread) spans[keyword ?? String(index)] = spanOf(value);
  });
  return spans;
}

interface Noted extends Pick<Call, 'name' | 'args' | 'receiver'> {
  readonly of: Thing;
  readonly node: Node;
  readonly callee: Node;
}

/** Notes a call, or a property that is as good as one. */
export function noteCall(context: Context, { of, name, node, callee, args, receiver }: Noted): void {
  const { workspace, datastore } = meaningOf(of);
  context.calls.push({
    sdk: of.sdk,
    name,
    span: spanOf(node),
    callee: spanOf(callee),
    ...(datastore && { datastore }),
    ...(workspace && { workspace }),
    ...(receiver !== undefined && { receiver }),
    args,
  });
}
