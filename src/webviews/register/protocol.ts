import type { CredentialType } from '../../datastores/datastore.ts';
import type { Answers } from '../../registration/answers.ts';
import type { Form, Problem, Purpose, Step } from '../../registration/form.ts';
import type { SecretState } from '../../registration/secrets.ts';
import type { Tried } from '../../registration/trying.ts';

export type { SecretState, Tried };

/** A workspace in which a datastore can be registered. */
export interface WorkspaceChoice {
  /** Its ARM id. */
  readonly id: string;
  readonly name: string;
  /** `eastus · Contoso Research` */
  readonly detail: string;
}

/** A datastore type or another thing to choose from. */
export interface TypeChoice {
  readonly type: string;
  readonly label: string;
}

/** What the wizard begins with. */
export interface Start {
  readonly purpose: Purpose;
  readonly step: Step;
  /** The words of the wizard itself in the editor's language, by the English ones; absent: English. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly workspaces: readonly WorkspaceChoice[];
  readonly types: readonly TypeChoice[];
  /** As they were left, or as the datastore that is changed has them. */
  readonly answers: Answers;
}

/** The form for the answers, what is wrong with them, and what goes with it. */
export interface Look {
  readonly form: Form;
  readonly problems: readonly Problem[];
  readonly secret: SecretState;
  /** The credential that is meant, also where there is no choice. */
  readonly credential: CredentialType;
  /** A name that may do. */
  readonly suggestedName: string;
}

export interface PickChoice {
  readonly value: string;
  readonly label: string;
  readonly detail: string;
  /** Other answers that follow from it. */
  readonly fills: Answers;
}

export interface Review {
  readonly rows: readonly (readonly [label: string, value: string])[];
  /** What a datastore that is replaced or changed has now; empty: nothing is replaced. */
  readonly changes: readonly { readonly label: string; readonly before: string; readonly after: string }[];
  /** Whether something that is registered will be replaced. */
  readonly replaces: boolean;
  /** A question to say yes to first; `''`: none. */
  readonly question: string;
  readonly snippets: readonly { readonly title: string; readonly text: string }[];
}

/** What became of a registration. */
export interface Done {
  /** What else is to be known, as sentences. */
  readonly notes: readonly string[];
  /** Commands for somebody who may give the roles that are missing. */
  readonly commands: readonly string[];
  readonly message: string;
}

/** The title under which `copy` knows the commands of what was done. */
export const commandsTitle = 'commands';

/** What the wizard asks of the editor. Every argument is checked there; answers never hold a secret. */
export interface RegisterProtocol {
  start(argument: null): Start;
  /** Another workspace; the answers stay. */
  chooseWorkspace(id: string): null;
  /** `until`: the step that has been reached; answers that are missing later are no problem yet. They are kept for the next time. */
  look(given: { answers: Answers; until: Step }): Look;
  /** Whether the name is free, asked of the service. */
  checkName(answers: Answers): readonly Problem[];
  picks(given: { field: string; answers: Answers }): Tried<readonly PickChoice[]>;
  /** An address, a SAS address or a connection string, which may hold a secret: it travels once, and is forgotten here. */
  paste(given: { text: string; answers: Answers }): Tried<Answers>;
  /** The secret, once. `''` forgets the one that was given. */
  giveSecret(given: { text: string; answers: Answers }): readonly Problem[];
  /** Asks for the file of a certificate, which is read there. The answers that follow from it; `null`: none was chosen. */
  chooseCertificate(answers: Answers): Tried<Answers | null>;
  /** A sentence on what has been shown. */
  test(answers: Answers): Tried<string>;
  review(answers: Answers): Tried<Review>;
  /** Copies a text of the review, by its title, or the commands of what was done. */
  copy(title: string): null;
  register(given: { answers: Answers; agreed: boolean }): Tried<Done>;
  close(argument: null): null;
}
