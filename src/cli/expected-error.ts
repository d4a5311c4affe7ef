/** Something the person at the terminal can mend: printed as one sentence, without a stack trace. */
export class ExpectedError extends Error {
  override readonly name = "ExpectedError";
  /** 1: it cannot be done; 2: the words were not understood. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
