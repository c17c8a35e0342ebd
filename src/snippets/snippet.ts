/** Text to copy, with placeholders for secrets. */
export interface Snippet {
  readonly title: string;
  readonly language: 'python' | 'yaml' | 'shell';
  readonly text: string;
}
