import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
  type Button,
  type Checkbox,
  type Divider,
  type Dropdown,
  type Option,
  type ProgressRing,
  type TextField,
} from '@vscode/webview-ui-toolkit';

// The one place that knows the toolkit: pages only create its elements.

declare global {
  interface HTMLElementTagNameMap {
    'vscode-button': Button;
    'vscode-checkbox': Checkbox;
    'vscode-divider': Divider;
    'vscode-dropdown': Dropdown;
    'vscode-option': Option;
    'vscode-progress-ring': ProgressRing;
    'vscode-text-field': TextField;
  }
}

/** Lets the page create the toolkit's elements. Call it once, before anything is created. */
export function useToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDivider(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}
