import { validationError, type ErrorRow } from './errors.ts';
import { credentialFields, fieldsOf, type Field } from './armSchema.ts';
import {
  asObject,
  endpointIn,
  type CredentialType,
  type DatastoreDraft,
  type DatastoreType,
  type Json,
} from './records.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$/;

function problem(target: string, message: string): ErrorRow {
  return { code: 'ValidationError', target, message };
}

/** Reads `fields` of `source`; whatever is wrong goes to `problems`. Unknown fields are ignored. */
function readStrings(
  source: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  where: string,
  problems: ErrorRow[],
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { wire, kept, required, guid: isGuid } of fields) {
    const value = source[wire] ?? undefined;
    const target = `${where}.${wire}`;
    if (value === undefined || value === '') {
      if (required) problems.push(problem(target, `The ${wire} field is required.`));
    } else if (typeof value !== 'string')
      problems.push(problem(target, `The ${wire} field must be a string.`));
    else if (required && !/[a-zA-Z0-9_]/.test(value))
      problems.push(problem(target, `The ${wire} field must match [a-zA-Z0-9_].`));
    else if (isGuid && !guid.test(value)) problems.push(problem(target, `The ${wire} field must be a GUID.`));
    else result[kept ?? wire] = value;
  }
  return result;
}

function readMap(value: unknown, target: string, problems: ErrorRow[]): Record<string, string> {
  if (value === undefined || value === null) return {};
  const map = asObject(value);
  if (!map || Object.values(map).some((entry) => typeof entry !== 'string')) {
    problems.push(problem(target, `The ${target} field must be a map of strings.`));
    return {};
  }
  return map as Record<string, string>;
}

function readArtifact(value: unknown, problems: ErrorRow[]): Json {
  const artifact = asObject(value);
  const { artifactType, artifactName } = artifact ?? {};
  if (artifactType === 'LakeHouse' && typeof artifactName === 'string') return { artifactType, artifactName };
  problems.push(
    problem('properties.artifact', 'The artifact field needs artifactType LakeHouse and an artifactName.'),
  );
  return null;
}

function readCredentials(
  value: unknown,
  problems: ErrorRow[],
): Pick<DatastoreDraft, 'credential' | 'secret'> {
  const where = 'properties.credentials';
  const nothing = { credential: { type: 'None', settings: {} }, secret: {} } as const;
  const body = asObject(value);
  const type = body?.['credentialsType'] as CredentialType | undefined;
  const fields = type && Object.hasOwn(credentialFields, type) ? credentialFields[type] : undefined;
  if (!body || !type || !fields) {
    problems.push(problem(where, 'The credentials field is required and needs a known credentialsType.'));
    return nothing;
  }
  const open = fields.filter((field) => field.secret === undefined);
  const settings = readStrings(body, open, where, problems);
  const hidden = fields.find((field) => field.secret !== undefined);
  if (!hidden?.secret) return { credential: { type, settings }, secret: {} };
  const secrets = asObject(body['secrets']);
  const secret = secrets?.[hidden.wire];
  // Whether the service takes an update without its secret is not confirmed; here it does not.
  if (secrets?.['secretsType'] !== type || typeof secret !== 'string' || secret === '') {
    problems.push(
      problem(`${where}.secrets`, `The secrets field needs secretsType ${type} and a ${hidden.wire}.`),
    );
    return nothing;
  }
  return { credential: { type, settings }, secret: { [hidden.secret]: secret } };
}

/** The body of PUT as a draft. Throws ValidationError naming every field that is wrong. */
export function fromArm(name: string, body: unknown, version: string): DatastoreDraft {
  const problems: ErrorRow[] = [];
  if (!namePattern.test(name)) {
    problems.push(
      problem(
        'name',
        'The name must be 1 to 255 letters, digits, - and _, and begin with a letter or digit.',
      ),
    );
  }
  const properties = asObject(asObject(body)?.['properties']);
  if (!properties)
    throw validationError([...problems, problem('properties', 'The properties field is required.')]);
  const type = properties['datastoreType'] as DatastoreType;
  const fields = fieldsOf(type, version);
  if (!fields) {
    throw validationError([
      ...problems,
      problem('properties.datastoreType', 'The datastoreType field names no known type.'),
    ]);
  }
  const strings = readStrings(properties, fields, 'properties', problems);
  const artifact = type === 'OneLake' ? { artifact: readArtifact(properties['artifact'], problems) } : {};
  const hasEndpoint = fields.some((field) => field.wire === 'endpoint');
  const hasProtocol = fields.some((field) => field.wire === 'protocol');
  const draft: DatastoreDraft = {
    name: name.toLowerCase(),
    type,
    settings: {
      ...strings,
      ...artifact,
      ...(hasEndpoint ? { endpoint: endpointIn(strings['endpoint']) } : {}),
      ...(hasProtocol ? { protocol: strings['protocol'] ?? 'https' } : {}),
    },
    ...readCredentials(properties['credentials'], problems),
    description: typeof properties['description'] === 'string' ? properties['description'] : null,
    tags: readMap(properties['tags'], 'properties.tags', problems),
    properties: properties['properties']
      ? readMap(properties['properties'], 'properties.properties', problems)
      : null,
  };
  // `isDefault` is read-only in the schema and ignored here; that the service ignores it is not confirmed.
  if (problems.length > 0) throw validationError(problems);
  return draft;
}
