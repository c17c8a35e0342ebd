import { commands, EventEmitter, type Event, type Memento } from 'vscode';
import { filteredKey, hiddenKey } from '../contributions.ts';
import { isFiltered, parseShown, type Shown } from './shown.ts';

const memoryKey = 'shown';

/** What the user chose to see, remembered for this window. */
export interface Choice {
  readonly get: () => Shown;
  set(next: Shown): void;
  /** Tells what was chosen before. */
  readonly onDidChange: Event<Shown>;
  dispose(): void;
}

export function createChoice(memory: Memento): Choice {
  let shown = parseShown(memory.get(memoryKey));
  const changed = new EventEmitter<Shown>();
  const tellMenus = () => {
    void commands.executeCommand('setContext', filteredKey, isFiltered(shown));
    void commands.executeCommand('setContext', hiddenKey, shown.hidden.length > 0);
  };
  tellMenus();
  return {
    get: () => shown,
    set(next) {
      const before = shown;
      shown = next;
      void memory.update(memoryKey, next);
      tellMenus();
      changed.fire(before);
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}
