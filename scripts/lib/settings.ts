/** User settings that keep everything but the extension and the sample out of sight. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'update.showReleaseNotes': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
};

/** What the launcher needs of the sandbox's `sandbox.json`. */
export interface SandboxInfo {
  /** Where it keeps everything, `sandbox.json` too. */
  readonly dir: string;
  readonly cloud: Readonly<Record<string, unknown>>;
  readonly workspaces: readonly {
    readonly subscriptionId: string;
    readonly resourceGroup: string;
    readonly name: string;
  }[];
  readonly principals: {
    readonly user: { readonly tenantId: string; readonly clientId: string; readonly clientSecret: string };
  };
}

/** The extension's settings that make the sandbox its cloud; by default it signs in as {@link sandboxEnvironment} says. */
export function sandboxSettings(
  { cloud }: SandboxInfo,
  authentication: 'environment' | 'vscode' | 'azureCli' | 'managedIdentity' = 'environment',
): Readonly<Record<string, unknown>> {
  return {
    'azuremlDatastores.cloud': 'custom',
    'azuremlDatastores.customCloud': cloud,
    'azuremlDatastores.authentication': authentication,
  };
}

/**
 * The environment in which `@azure/identity` signs in as the sandbox's user, and in which the companion that signs in
 * through VS Code finds the sandbox.
 */
export function sandboxEnvironment({ dir, principals: { user } }: SandboxInfo): NodeJS.ProcessEnv {
  return {
    AZUREML_SANDBOX: dir,
    AZURE_TENANT_ID: user.tenantId,
    AZURE_CLIENT_ID: user.clientId,
    AZURE_CLIENT_SECRET: user.clientSecret,
  };
}
