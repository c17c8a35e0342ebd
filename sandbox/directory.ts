import type { Principal, SandboxState } from './state.ts';

/** A tenant of the directory. */
export interface Tenant {
  readonly tenantId: string;
  readonly displayName: string;
  readonly defaultDomain: string;
  /** `approval`: tokens only after a second factor; `refused`: Conditional Access gives none to anybody. */
  readonly signIn: 'open' | 'approval' | 'refused';
}

const kinds = [
  { displayName: 'Contoso', defaultDomain: 'contoso.example', signIn: 'open' },
  { displayName: 'Fabrikam', defaultDomain: 'fabrikam.example', signIn: 'open' },
  { displayName: 'Adventure Works', defaultDomain: 'adventure-works.example', signIn: 'approval' },
  { displayName: 'Northwind', defaultDomain: 'northwind.example', signIn: 'refused' },
  { displayName: 'Tailspin', defaultDomain: 'tailspin.example', signIn: 'open' },
] as const;

/** All tenants, in the order of the state's ids. */
export function tenantsOf({ tenants }: SandboxState): readonly Tenant[] {
  return kinds.map((kind, index) => ({ tenantId: tenants[index] ?? '', ...kind }));
}

/** Somebody whom the sign-in of VS Code offers. Here a person is the principal of an application, secret and all. */
export interface Person {
  /** Object and home tenant, as VS Code's Microsoft accounts have it. */
  readonly id: string;
  readonly label: string;
  readonly principal: keyof SandboxState['principals'];
  readonly tenantId: string;
  /** Other tenants that know the account. */
  readonly guestOf: readonly string[];
}

/** Where a principal is a guest. Its object id is the same everywhere, which in Entra it is not. */
function guestTenants({ principals, tenants }: SandboxState, principal: Principal): readonly string[] {
  const [, , adventureWorks, northwind, tailspin] = tenants;
  return principal.clientId === principals.user.clientId ? [adventureWorks, northwind, tailspin] : [];
}

/** The tenants that know `principal`, its own first. */
export function tenantsKnowing(state: SandboxState, principal: Principal): readonly string[] {
  return [principal.tenantId, ...guestTenants(state, principal)];
}

/** The accounts that can be chosen when signing in. */
export function peopleOf(state: SandboxState): readonly Person[] {
  const person = (principal: Person['principal'], label: string): Person => {
    const { objectId, tenantId } = state.principals[principal];
    const guestOf = guestTenants(state, state.principals[principal]);
    return { id: `${objectId}.${tenantId}`, label, principal, tenantId, guestOf };
  };
  return [
    person('user', 'Ada Lund <ada@contoso.example>'),
    person('reader', 'Bo Reader <bo@contoso.example>'),
    person('platform', 'Platform Team <platform@contoso.example>'),
  ];
}
