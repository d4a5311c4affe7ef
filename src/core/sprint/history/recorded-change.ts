/** One piece of work as history tells it: a commit of the base branch, or a merged pull request. */
export interface RecordedChange {
  /** First line of the commit's message, or the pull request's title. */
  readonly subject: string;
  /** The story that a trailer or branch of ours names; undefined for anybody else's work. */
  readonly story: string | undefined;
  /** Every path it changed. */
  readonly paths: readonly string[];
}
