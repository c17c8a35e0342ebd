import { createPythonReader } from '../src/python/reader.ts';

export interface LensTimes {
  readonly lines: number;
  /** Milliseconds of each reading after one more character in the middle of the file. */
  readonly edits: readonly number[];
  /** Milliseconds of each reading by a reader that knows nothing yet. */
  readonly fresh: readonly number[];
}

const step = (number: number) => `
def train_${number}(ws: Workspace, name="images", *, epochs=10):
    """Trains model ${number}."""
    ds = Datastore.get(ws, "store${number}")
    ref = ds.path('images/${number}').as_mount()
    files = Dataset.File.from_files(path=[(ds, "first/**"), (ds, "second/**")])
    for index in range(epochs):
        if index % 2 == 0:
            print(f"epoch {index} of {epochs}", files.name, name)
        else:
            values = [value * 2 for value in range(index) if value > 3]
            ws.set_default_datastore("store${number}")
    try:
        ds.upload(src_dir="./data", target_path="images", overwrite=True)
    except Exception as error:
        raise ValueError("no") from error
    config = ScriptRunConfig(source_directory='.', script="train.py", arguments=["--data", str(ref)])
    return config, values
`;

/** A file of so many lines that is dense with what lenses stand above. */
export function longFile(lines: number): string {
  let text = 'from azureml.core import Dataset, Datastore, ScriptRunConfig, Workspace\n';
  const each = step(0).split('\n').length - 1;
  for (let number = 0; number * each < lines - 1; number += 1) text += step(number);
  return `${text
    .split('\n')
    .slice(0, lines - 1)
    .join('\n')}\n`;
}

const warmUp = 40;

/** What reading a file of 5,000 lines costs, which is what lenses wait for after each key. */
export function measureLenses(runs: number): LensTimes {
  const lines = 5000;
  const text = longFile(lines);
  const reader = createPythonReader();
  reader.read(text);
  const middle = text.indexOf('"store', text.length / 2) + 1;
  const edited = (more: number) => text.slice(0, middle) + 'x'.repeat(more) + text.slice(middle);
  // The first keys are typed while the engine still compiles what they run.
  for (let key = 1; key <= warmUp; key += 1) reader.read(edited(key));
  const edits = Array.from({ length: runs }, (_, run) => timed(() => reader.read(edited(warmUp + run + 1))));
  const fresh = Array.from({ length: Math.ceil(runs / 5) }, () =>
    timed(() => createPythonReader().read(text)),
  );
  return { lines, edits, fresh };
}

/** Says the medians. */
export function lensesLine({ lines, edits, fresh }: LensTimes): string {
  const median = (times: readonly number[]) =>
    (times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN).toFixed(1);
  return `Reading a Python file of ${lines.toLocaleString('en')} lines, before lenses are drawn: ${median(edits)} ms after one more character, ${median(fresh)} ms afresh (medians of ${edits.length} and ${fresh.length}).`;
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
