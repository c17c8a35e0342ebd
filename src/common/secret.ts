import { inspect } from 'node:util';

/** A value that prints, serialises and inspects as `***`. Reveal it only where a request is signed or a wire body is built. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Never pass the result to a log, a message or an error. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return '***';
  }
}
