import { useSession } from './session.ts';

describe('the packed extension in a clean VS Code', () => {
  const window = useSession();

  it('opens its view with the workspaces', async () => {
    await window().tree.row('vision-research').waitFor();
    await window().screenshots('workspaces');
  });
});
