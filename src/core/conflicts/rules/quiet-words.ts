/** Words of every language of plans: that two stories share them convinces nobody, so they are not quoted. */
export const QUIET_WORDS: ReadonlySet<string> = new Set(
  (
    "the and for with that this from into are not all any can has have its must should will when then given " +
    "which where each only also may new use used uses using one two per via story stories task tasks subtask " +
    "subtasks acceptance criteria criterion dev notes status draft drafted ready backlog epic test tests testing " +
    "file files code src lib change changes update updates add adds create creates implement implementation " +
    "done todo see ref references developer want user users system"
  ).split(" "),
);
