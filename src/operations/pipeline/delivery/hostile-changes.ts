import type { GitObjects, TreeChange } from "../../ports.ts";

/** More than a story can change, and more than anybody would look at. */
const MAX_PATHS = 3000;
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_TOTAL_BYTES = 60 * 1024 * 1024;
/** A pointer is shorter than this. */
const POINTER_LIMIT_BYTES = 1024;
const POINTER_START = "version https://git-lfs.github.com/spec/";
const LISTED = 5;

type Objects = Pick<GitObjects, "sizes" | "readBytes">;

/** What no delivered change may hold, one sentence part each; empty when all is well. */
export async function hostileChanges(
  objects: Objects,
  changes: readonly TreeChange[],
): Promise<readonly string[]> {
  if (changes.length > MAX_PATHS) return [`it changes ${changes.length} paths, more than ${MAX_PATHS}`];
  const wrong = changes.flatMap((change) => {
    const why = hostileEntry(change);
    return why === undefined ? [] : [`${shown(change.path)} ${why}`];
  });
  if (wrong.length > 0) return listed(wrong);
  const blobs = [...new Set(changes.flatMap((change) => (change.blob === null ? [] : [change.blob])))];
  const sizes = await objects.sizes(blobs);
  const sized = hostileSizes(changes, sizes);
  if (sized.length > 0) return listed(sized);
  return listed(await largeFilePointers(objects, changes, sizes));
}

/** Names and modes; links, submodules and odd modes are nothing a story may bring. */
function hostileEntry({ path, mode, blob }: TreeChange): string | undefined {
  const names = path.split("/");
  if (path.length > 500) return "has a name that is too long";
  if (names.some((name) => name === "" || name === "." || name === "..")) return "leaves the repository";
  if (names.some((name) => /^(?:\.git|git~\d)$/iu.test(name.replaceAll(/[\p{Cf}. ]+$/gu, "")))) {
    return "reaches into git's own folder";
  }
  if (/[\p{Cc}\\]/u.test(path)) return "has a name that cannot be used everywhere";
  if (path.startsWith(".github/workflows/")) return "is a workflow, which stories may not change";
  if (blob === null || mode === "100644" || mode === "100755") return undefined;
  if (mode === "120000") return "is a symbolic link";
  return mode === "160000" ? "is a submodule" : `has mode ${mode}`;
}

function hostileSizes(changes: readonly TreeChange[], sizes: ReadonlyMap<string, number>): readonly string[] {
  const wrong: string[] = [];
  let total = 0;
  for (const { path, blob } of changes) {
    if (blob === null) continue;
    const size = sizes.get(blob);
    if (size === undefined) wrong.push(`${shown(path)} has no content`);
    else if (size > MAX_FILE_BYTES) wrong.push(`${shown(path)} is larger than ${MAX_FILE_BYTES} bytes`);
    total += size ?? 0;
  }
  if (total > MAX_TOTAL_BYTES) wrong.push(`it holds ${total} bytes, more than ${MAX_TOTAL_BYTES}`);
  return wrong;
}

/** A new pointer would make others fetch a file that nobody here has seen. */
async function largeFilePointers(
  objects: Objects,
  changes: readonly TreeChange[],
  sizes: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { path, blob } of changes) {
    if (blob === null || (sizes.get(blob) ?? 0) > POINTER_LIMIT_BYTES) continue;
    const start = (await objects.readBytes(blob)).subarray(0, POINTER_START.length);
    if (String.fromCodePoint(...start) === POINTER_START)
      wrong.push(`${shown(path)} is a large file pointer`);
  }
  return wrong;
}

function shown(path: string): string {
  return path.replaceAll(/\p{Cc}/gu, "?").slice(0, 200);
}

function listed(sentences: readonly string[]): readonly string[] {
  const more = sentences.length - LISTED;
  return more > 0 ? [...sentences.slice(0, LISTED), `and ${more} more`] : sentences;
}
