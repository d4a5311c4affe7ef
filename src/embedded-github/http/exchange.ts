/** One request with its answer as it went over the wire, for those who check or record them. */
export interface Exchange {
  readonly method: string;
  /** GitHub's pattern: `/repos/{owner}/{repo}/git/refs/{+ref}`. */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** undefined: there was none, or it was no JSON. */
  readonly asked: unknown;
  readonly accept: string;
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** undefined: there was none, or it was no JSON. */
  readonly answered: unknown;
  /** A fault that was planned, not an answer of GitHub's. */
  readonly isInjected: boolean;
  /** Whose token came with it. */
  readonly who: "anonymous" | "user" | "app" | "installation" | "job";
}
