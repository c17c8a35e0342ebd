import { readFile, stat } from 'node:fs/promises';
import { window, workspace, type Uri } from 'vscode';
import { t } from '@vscode/l10n';
import { draftOf } from '../azureml/registered.ts';
import { databaseHosts } from '../azureml/cloud.ts';
import { cancelled } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { Target } from '../contributions.ts';
import type { DatastoreNode, WorkspaceNode } from '../tree/nodes.ts';
import { read } from './changeDatastore.ts';
import { meant } from './register.ts';
import { showMessage } from '../ui/report.ts';
import { datastoreTarget } from './target.ts';
import type { Services } from './services.ts';

/** Files for the command line are short; a longer one is another one. */
const largest = 1_000_000;

/** Opens a new, unsaved file with the datastore as the command line (CLI v2) takes it, without its secret. */
export async function exportYaml(services: Services, target?: Target<DatastoreNode>): Promise<void> {
  const node = await datastoreTarget(services, target, t('Export as YAML'));
  const registered = await read(services, node);
  const { cloud } = await services.azure();
  const { exportYaml: write } = await import('../registration/yaml.ts');
  const content = write(draftOf(registered), { ...cloud, databases: databaseHosts(cloud) });
  await window.showTextDocument(await workspace.openTextDocument({ language: 'yaml', content }));
}

/** Opens the form with what a file for the command line says. */
export async function registerFromYaml(services: Services, given?: Uri | WorkspaceNode): Promise<void> {
  const node = given && 'kind' in given ? given : undefined;
  const uri = given && 'fsPath' in given ? given : await chooseFile();
  const text = await textOf(uri);
  const { readYaml } = await import('../registration/yaml.ts');
  const { answers, hasSecret, secret, notes } = readYaml(text);
  const use = hasSecret ? await askAboutSecret(uri) : false;
  const { beginRegistration } = await import('./registrationForm.ts');
  if (notes.length > 0) void showMessage('info', notes.join(' '));
  await beginRegistration(services, {
    ...{ purpose: 'register', workspace: meant(services, node), answers },
    ...(use && { secret }),
  });
}

/** An open editor may hold what is not saved yet. */
async function textOf(uri: Uri): Promise<string> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    if ((await stat(uri.fsPath)).size > largest) throw new RangeError('too large');
    return await readFile(uri.fsPath, 'utf8');
  } catch (cause) {
    throw new Failure(
      'notFound',
      t(
        '{0} cannot be read as a datastore’s file. Choose a YAML file for “az ml datastore create”.',
        uri.fsPath,
      ),
      { cause },
    );
  }
}

async function chooseFile(): Promise<Uri> {
  const active = window.activeTextEditor?.document;
  if (active?.languageId === 'yaml') return active.uri;
  const [file] =
    (await window.showOpenDialog({
      title: t('Register from YAML'),
      openLabel: t('Register'),
      filters: { YAML: ['yml', 'yaml'] },
    })) ?? [];
  if (!file) throw cancelled();
  return file;
}

/** Whether the secret in the file is to be used, once. */
async function askAboutSecret(uri: Uri): Promise<boolean> {
  const type = t('Type It Instead');
  const use = t('Use It Once');
  const answer = await window.showWarningMessage(
    t('This file holds a secret in plain text.'),
    {
      modal: true,
      detail: t(
        '{0} can be read by everybody who can read your files, and may end up in a repository. Take the secret out of it and type it in the form, where it stays in memory only.',
        uri.fsPath,
      ),
    },
    type,
    use,
  );
  if (answer === undefined) throw cancelled();
  return answer === use;
}
