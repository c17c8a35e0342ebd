/** What a step shows below its heading. */
export interface StepView {
  readonly element: HTMLElement;
  show(): void;
  /** Whether the field is here. */
  focusField(field: string): boolean;
}
