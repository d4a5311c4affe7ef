/**
 * The head of a git bundle, read by us so that git is given nothing but the pack behind it: one
 * signature line, prerequisites, references, an empty line.
 */
export type BundleHeader =
  | {
      readonly kind: "header";
      readonly prerequisites: readonly string[];
      readonly references: readonly { readonly sha: string; readonly name: string }[];
      /** Where the pack begins. */
      readonly packAt: number;
    }
  | { readonly kind: "unreadable"; readonly reason: string };

const SIGNATURE = "# v2 git bundle";
const HEADER_LIMIT_BYTES = 4096;

export function parseBundleHeader(bytes: Uint8Array): BundleHeader {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, HEADER_LIMIT_BYTES));
  const end = head.indexOf("\n\n");
  if (!head.startsWith(`${SIGNATURE}\n`) || end < 0) return unreadable("it is not a version 2 git bundle");
  const prerequisites: string[] = [];
  const references: { sha: string; name: string }[] = [];
  for (const line of head.slice(0, end).split("\n").slice(1)) {
    const [, prerequisite] = /^-([0-9a-f]{40})(?: .*)?$/u.exec(line) ?? [];
    const [, sha, name] = /^([0-9a-f]{40}) (refs\/\S{1,200})$/u.exec(line) ?? [];
    if (prerequisite !== undefined) prerequisites.push(prerequisite);
    else if (sha !== undefined && name !== undefined) references.push({ sha, name });
    else return unreadable("its head holds an unknown line");
  }
  return { kind: "header", prerequisites, references, packAt: end + 2 };
}

function unreadable(reason: string): BundleHeader {
  return { kind: "unreadable", reason };
}
