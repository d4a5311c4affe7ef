/** Why the world does not do what it was asked; routes and GraphQL turn the kind into GitHub's codes. */
export type RefusalKind =
  | "notFound"
  | "invalid"
  | "forbidden"
  | "conflict"
  | "stale"
  | "protected"
  | "notAllowed"
  | "gone";

/** Mostly about a field; some refusals have only a sentence. */
export type RefusalDetail = string | FieldRefusal;

export interface FieldRefusal {
  readonly resource?: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly kind: RefusalKind;
  readonly details: readonly RefusalDetail[];

  constructor(kind: RefusalKind, message: string, details: readonly RefusalDetail[] = []) {
    super(message);
    this.kind = kind;
    this.details = details;
  }
}

export function notFound(): Refusal {
  return new Refusal("notFound", "Not Found");
}

export function validationFailed(detail: FieldRefusal): Refusal {
  return new Refusal("invalid", "Validation Failed", [detail]);
}
