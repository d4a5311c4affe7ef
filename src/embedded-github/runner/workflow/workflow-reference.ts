import type { SourceCommit } from "./workflow.ts";

export type Reference =
  /** In the same repository and commit as the file that says it. */
  | { readonly kind: "same"; readonly path: string }
  | {
      readonly kind: "other";
      readonly repository: string;
      readonly path: string;
      readonly ref: string;
    };

/** `./path`, `$/path`, `owner/name/path@ref`; undefined for anything else. */
export function parseReference(uses: string): Reference | undefined {
  if (uses.startsWith("./") || uses.startsWith("$/")) return { kind: "same", path: trim(uses.slice(2)) };
  const at = uses.lastIndexOf("@");
  const [owner, name, ...path] = (at < 0 ? "" : uses.slice(0, at)).split("/");
  const ref = uses.slice(at + 1);
  if (!owner || !name || !ref) return undefined;
  return { kind: "other", repository: `${owner}/${name}`, path: trim(path.join("/")), ref };
}

/** How GitHub names a workflow in its messages: fully qualified, the commit for local calls. */
export function qualify(reference: Reference, home: SourceCommit): string {
  return reference.kind === "same"
    ? `${home.repository}/${reference.path}@${home.sha}`
    : `${reference.repository}/${reference.path}@${reference.ref}`;
}

function trim(path: string): string {
  return path
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
}
