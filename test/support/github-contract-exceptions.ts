/**
 * Where exchanges with the embedded GitHub differ from GitHub's description on purpose. Exact: a
 * difference that is not here fails the tests, and so does an entry that is no longer needed.
 */

/** An answer that GitHub gives otherwise than its description says; `instead` is the schema it has. */
export interface DescriptionMistake {
  readonly operation: string;
  readonly status: number;
  readonly instead: unknown;
  readonly reason: string;
}

export const DESCRIPTION_MISTAKES: readonly DescriptionMistake[] = [
  {
    operation: "GET /app/installations",
    status: 200,
    instead: { type: "array", items: { $ref: "#/components/schemas/installation" } },
    reason:
      "The list spells out an older installation whose account is a person and an enterprise at once; each other operation refers to the schema of an installation.",
  },
  {
    operation: "POST /repos/{owner}/{repo}/git/blobs",
    status: 422,
    instead: {
      anyOf: [
        { $ref: "#/components/schemas/validation-error" },
        { $ref: "#/components/schemas/repository-rule-violation-error" },
      ],
    },
    reason:
      "Exactly one of two schemas is asked for, but the second has only optional fields, so that it fits whatever fits the first.",
  },
];

export interface ContractException {
  /** As the contract words it. */
  readonly difference: string;
  readonly reason: string;
}

export const CONTRACT_EXCEPTIONS: readonly ContractException[] = [
  {
    difference:
      'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs query /created must match format "date-time"',
    reason:
      "The description calls `created` a moment, but says beside it that it takes a range in the syntax of GitHub's search, such as `>=2026-01-01T00:00:00Z`.",
  },
  {
    difference:
      "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches 422 is no answer that GitHub describes",
    reason:
      "The description leaves out all refusals of a dispatch; GitHub answers 422 to a ref that is missing, an input that is unknown and a workflow without the trigger.",
  },
];
