import type { UploadedArtifact } from "../../ports.ts";

/** How the work of one phase ended. Reasons are whole sentences for people. */
export type PhaseEnd =
  | { readonly kind: "done"; readonly details: string; readonly bundle?: UploadedArtifact }
  /** There was nothing to do in this phase. */
  | { readonly kind: "skipped"; readonly details: string; readonly bundle?: undefined }
  | { readonly kind: "alreadyDone" }
  | { readonly kind: "failed"; readonly reasons: readonly string[] }
  /** Something that no agent can solve. */
  | { readonly kind: "blocked"; readonly reasons: readonly string[]; readonly critical: boolean };

export function failed(...reasons: readonly string[]): PhaseEnd {
  return { kind: "failed", reasons };
}
