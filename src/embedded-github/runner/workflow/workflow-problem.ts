/** Something about a workflow file that keeps a run from starting. */
export interface WorkflowProblem {
  readonly path: string;
  readonly line: number;
  /** The parser's own sentence, with its place: `(Line: 3, Col: 5): Unexpected value 'x'`. */
  readonly message: string;
}

/** The annotation of a run that did not start, as GitHub words it. */
export function describeProblem(problem: WorkflowProblem): string {
  return `Invalid workflow file: ${problem.path}#L${problem.line}\n${problem.message}`;
}
