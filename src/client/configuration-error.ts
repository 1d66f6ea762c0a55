/** The variables that a process was given. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is missing or cannot be used. The text fits on one line and quotes no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly next: string;

  constructor(variable: string, wrong: string, example: string) {
    super(`${variable} ${wrong}`);
    this.next = `Set it, for example ${variable}=${example}.`;
  }
}
