import {
  InputBoxValidationSeverity,
  QuickInputButtons,
  QuickPickItemKind,
  window,
  type QuickInput,
  type QuickPickItem,
} from 'vscode';
import { cancelled } from '../common/abort.ts';

/** One question of several, with a way back to the one before. */
export interface Step {
  readonly title: string;
  /** Counted from 1. */
  readonly step: number;
  readonly totalSteps: number;
  readonly prompt: string;
}

export type Severity = 'error' | 'warning';
export interface Said {
  readonly severity: Severity;
  readonly message: string;
}

export interface TextStep extends Step {
  readonly value: string;
  readonly password?: boolean;
  /** What to say at first, such as why the last answer was refused. */
  readonly said?: Said | undefined;
  /** What is wrong with the text, or doubtful. */
  readonly check: (text: string) => Said | undefined;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly picked?: boolean;
}

export interface PickStep extends Step {
  readonly value: string;
  /** May still be loading; a rejection is told in place of the list. */
  readonly choices: readonly Choice[] | Promise<readonly Choice[]>;
  /** Says how what is typed is taken, where that is allowed: `Use “{0}”`; `undefined`: it is only searched for. */
  readonly typed?: (text: string) => string | undefined;
  /** What is wrong with what is typed. */
  readonly check?: (text: string) => Said | undefined;
  readonly said?: Said | undefined;
}

type Answer<T> = T | 'back';
type Listener = { dispose(): unknown };

/** Shows an input until it is answered, left (rejects with `cancelled`) or gone back from. */
async function shown<T>(
  input: QuickInput & { onDidTriggerButton: unknown },
  step: Step,
  begin: (resolve: (answer: Answer<T>) => void, listeners: Listener[]) => void,
): Promise<Answer<T>> {
  const { title, step: at, totalSteps } = step;
  Object.assign(input, { title, step: at, totalSteps, ignoreFocusOut: true });
  const listeners: Listener[] = [input];
  try {
    return await new Promise<Answer<T>>((resolve, reject) => {
      begin(resolve, listeners);
      listeners.push(input.onDidHide(() => reject(cancelled())));
      input.show();
    });
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}

function validation(said: Said | undefined) {
  if (!said) return undefined;
  const severity =
    said.severity === 'error' ? InputBoxValidationSeverity.Error : InputBoxValidationSeverity.Warning;
  return { message: said.message, severity };
}

/** Answers as typed; `back` for the question before. */
export function askText(step: TextStep): Promise<Answer<{ readonly text: string }>> {
  const box = window.createInputBox();
  Object.assign(box, { prompt: step.prompt, value: step.value, password: step.password === true });
  // What is wrong with it takes the prompt's place.
  box.placeholder = step.prompt;
  box.buttons = [QuickInputButtons.Back];
  box.validationMessage = validation(step.said);
  return shown(box, step, (resolve, listeners) => {
    const accept = () => {
      const wrong = step.check(box.value);
      box.validationMessage = validation(wrong);
      if (wrong?.severity !== 'error') resolve({ text: box.value });
    };
    listeners.push(
      box.onDidTriggerButton(() => resolve('back')),
      box.onDidChangeValue((text) => {
        // What is half typed is not wrong yet, but what was called wrong may be right by now.
        box.validationMessage = validation(text === '' ? undefined : step.check(text));
      }),
      box.onDidAccept(accept),
    );
  });
}

type Row = QuickPickItem & { readonly value?: string };

const row = ({ value, label, description = '', detail = '' }: Choice): Row => ({
  ...{ value, label, description },
  ...(detail !== '' && { detail }),
});

/** Lets one be picked, or typed where `typed` allows that. */
export function askPick(step: PickStep): Promise<Answer<{ readonly value: string }>> {
  const pick = window.createQuickPick<Row>();
  Object.assign(pick, { placeholder: step.prompt, matchOnDescription: true, matchOnDetail: true });
  pick.buttons = [QuickInputButtons.Back];
  let rows: readonly Row[] = [];
  /** What could not be listed, or was refused before. */
  let note = step.said?.message;

  const show = () => {
    const text = pick.value.trim();
    const own = text === '' || rows.some(({ value }) => value === text) ? undefined : step.typed?.(text);
    const wrong = own === undefined ? undefined : step.check?.(text);
    pick.items = [
      ...(note === undefined
        ? []
        : [{ label: `$(info) ${note}`, alwaysShow: true, kind: QuickPickItemKind.Default }]),
      ...(own === undefined
        ? []
        : [{ label: own, description: wrong?.message ?? '', alwaysShow: true, value: text }]),
      ...rows,
    ];
    const active = pick.items.find(
      ({ value }) => value !== undefined && value === (own === undefined ? step.value : text),
    );
    if (active) pick.activeItems = [active];
  };
  const load = async () => {
    pick.busy = true;
    try {
      rows = (await step.choices).map(row);
    } catch (error) {
      note ??= error instanceof Error ? error.message : String(error);
    }
    pick.busy = false;
  };
  return shown(pick, step, (resolve, listeners) => {
    show();
    void load().then(show);
    listeners.push(
      pick.onDidTriggerButton(() => resolve('back')),
      pick.onDidChangeValue(show),
      pick.onDidAccept(() => {
        const [chosen] = pick.activeItems;
        const value = chosen?.value;
        if (value === undefined) return;
        const fromList = rows.some((one) => one.value === value);
        if (fromList || step.check?.(value)?.severity !== 'error') resolve({ value });
      }),
    );
  });
}

/** Lets any number be chosen. */
export function askMany(
  step: Step & { readonly choices: readonly Choice[] },
): Promise<Answer<{ readonly values: readonly string[] }>> {
  const pick = window.createQuickPick<Row>();
  Object.assign(pick, { placeholder: step.prompt, canSelectMany: true });
  pick.buttons = [QuickInputButtons.Back];
  const rows = step.choices.map(row);
  pick.items = rows;
  pick.selectedItems = rows.filter((_, index) => step.choices[index]?.picked === true);
  return shown(pick, step, (resolve, listeners) => {
    listeners.push(
      pick.onDidTriggerButton(() => resolve('back')),
      pick.onDidAccept(() => resolve({ values: pick.selectedItems.flatMap(({ value }) => value ?? []) })),
    );
  });
}
