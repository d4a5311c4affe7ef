/** Something the person at the terminal can mend: printed as one sentence, without a stack trace. */
export class ExpectedError extends Error {
  override readonly name = "ExpectedError";
}
