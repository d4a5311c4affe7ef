import type { Phase } from "../pipeline/phase.ts";

/**
 * One line of a story's narrative log. Grammar (formats.md section 3):
 * `[HH:MM] PHASE[ DONE] — text` or a detail line of two spaces and text.
 */
export interface NarrativeLine {
  /** `HH:MM` in UTC; null on detail lines. */
  readonly time: string | null;
  readonly phase: Phase | null;
  readonly isDone: boolean;
  readonly text: string;
}
