/** Git's objects as values, and their byte forms. */

export const ZERO_SHA = "0".repeat(40);

export type ObjectType = "blob" | "tree" | "commit" | "tag";
export type FileMode = "100644" | "100755" | "120000" | "040000" | "160000";

export interface GitObject {
  readonly sha: string;
  readonly type: ObjectType;
  readonly content: Buffer;
}

export interface TreeEntry {
  readonly mode: FileMode;
  readonly name: string;
  readonly sha: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, UTC, whole seconds. */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

const MODES: Readonly<Record<string, FileMode>> = {
  "100644": "100644",
  "100664": "100644",
  "100755": "100755",
  "120000": "120000",
  "040000": "040000",
  "40000": "040000",
  "160000": "160000",
};

export function fileMode(text: string): FileMode | undefined {
  return MODES[text];
}

export function entryType(mode: FileMode): "blob" | "tree" | "commit" {
  if (mode === "040000") return "tree";
  return mode === "160000" ? "commit" : "blob";
}

export function parseTree(content: Buffer): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    const mode = fileMode(content.toString("latin1", at, space)) ?? "100644";
    const name = content.toString("utf8", space + 1, end);
    entries.push({ mode, name, sha: content.toString("hex", end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

/** Git sorts a folder as if its name ended in a slash. */
function sortKey(entry: TreeEntry): Buffer {
  return Buffer.from(entry.mode === "040000" ? `${entry.name}/` : entry.name);
}

export function encodeTree(entries: Iterable<TreeEntry>): Buffer {
  const keyed = [...entries].map((entry) => ({ entry, key: sortKey(entry) }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  const parts = keyed.flatMap(({ entry }) => [
    Buffer.from(`${entry.mode.replace(/^0/u, "")} ${entry.name}\0`),
    Buffer.from(entry.sha, "hex"),
  ]);
  return Buffer.concat(parts);
}

function parseSignature(line: string): Signature {
  const open = line.lastIndexOf(" <");
  const close = line.lastIndexOf("> ");
  const seconds = Number(line.slice(close + 2).split(" ")[0]);
  return {
    name: line.slice(0, open),
    email: line.slice(open + 2, close),
    date: isoSeconds(seconds * 1000),
  };
}

/** GitHub writes times without fractions of a second. */
export function isoSeconds(time: number | string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function headerValues(header: readonly string[], name: string): readonly string[] {
  return header.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
}

export function parseCommit(sha: string, content: Buffer): Commit {
  const text = content.toString("utf8");
  const split = text.indexOf("\n\n");
  const header = (split < 0 ? text : text.slice(0, split)).split("\n");
  return {
    sha,
    tree: headerValues(header, "tree")[0] ?? ZERO_SHA,
    parents: headerValues(header, "parent"),
    author: parseSignature(headerValues(header, "author")[0] ?? ""),
    committer: parseSignature(headerValues(header, "committer")[0] ?? ""),
    message: split < 0 ? "" : text.slice(split + 2),
  };
}

/** Angle brackets and line ends would break the line into other fields. */
function withoutMarks(text: string): string {
  return text.replaceAll(/[<>\n\0]/gu, "").trim();
}

function signatureLine({ name, email, date }: Signature): string {
  return `${withoutMarks(name)} <${withoutMarks(email)}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}

export function encodeCommit(commit: Omit<Commit, "sha">): Buffer {
  const header = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signatureLine(commit.author)}`,
    `committer ${signatureLine(commit.committer)}`,
  ];
  return Buffer.from(`${header.join("\n")}\n\n${commit.message}`);
}
