import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The layer rule: what each folder of `src/` may import from the other folders of `src/`.
 * Everything above the line runs in plain Node and never imports `vscode`.
 */
const layers = {
  common: [],
  storage: ['common'],
  snippets: ['common', 'storage'],
  python: ['common'],
  datastores: ['common', 'storage', 'snippets'],
  azureml: ['common', 'storage', 'datastores'],
  registration: ['common', 'storage', 'snippets', 'datastores', 'azureml'],
  transfer: ['common', 'storage'],
  mover: ['common', 'storage', 'datastores', 'azureml', 'transfer'],
  // ------------------------------------------------------------------ sees the editor
  ui: ['common'],
  tree: ['common', 'storage', 'snippets', 'python', 'datastores', 'azureml', 'transfer', 'ui'],
  codelens: ['common', 'storage', 'snippets', 'python', 'datastores', 'azureml', 'registration', 'ui'],
  filesystem: ['common', 'storage', 'snippets', 'python', 'datastores', 'azureml', 'transfer', 'ui'],
  webviews: ['common', 'storage', 'snippets', 'datastores', 'azureml', 'registration', 'ui'],
  transfers: ['common', 'storage', 'datastores', 'azureml', 'transfer', 'mover', 'ui'],
  commands: [
    ...['common', 'storage', 'snippets', 'python', 'datastores', 'azureml', 'registration', 'transfer'],
    ...['mover', 'ui', 'tree', 'codelens', 'filesystem', 'webviews', 'transfers'],
  ],
};
const plain = [
  ...['common', 'storage', 'snippets', 'python', 'datastores', 'azureml', 'registration', 'transfer'],
  'mover',
];

const noEditor = { regex: '^vscode$', message: 'This folder runs without the editor.' };
const noSandbox = { regex: '/sandbox/', message: 'src and sandbox never import each other.' };
const noOutside = {
  regex: '^(\\.\\./)+(test|bench|scripts)/',
  message: 'src is imported, it does not import.',
};

function layerConfig([folder, allowed]) {
  const others = [...Object.keys(layers), 'extension'].filter(
    (name) => name !== folder && !allowed.includes(name),
  );
  const patterns = [
    {
      regex: `^(\\.\\./)+(${others.join('|')})(/|\\.ts$)`,
      message: `src/${folder} may import: ${allowed.join(', ') || 'nothing'}.`,
    },
    noSandbox,
    noOutside,
    ...(plain.includes(folder) ? [noEditor] : []),
  ];
  return { files: [`src/${folder}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.sandbox/', '.vscode-test/', '.venv-sdk/', 'test/.artifacts/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
  },
  ...Object.entries(layers).map(layerConfig),
  {
    files: ['src/extension.ts', 'src/contributions.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noSandbox, noOutside] }] },
  },
  {
    files: ['media/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '^(?!@vscode/l10n$|\\./|(\\.\\./)+[\\w-]+\\.ts$)(?!.*/src/(webviews/(channel|\\w+/protocol)|registration/secretChecks)\\.ts$)',
              message:
                'media may import src/webviews/{channel,*/protocol}, src/registration/secretChecks, @vscode/l10n and itself.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require'],
    },
  },
  {
    // The one place that knows the toolkit.
    files: ['media/toolkit.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['sandbox/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '/src/', message: 'The sandbox is the judge: it imports nothing of src.' }] },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
