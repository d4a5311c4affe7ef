/**
 * Reads a zip archive that somebody else wrote, in memory and under caps: number of entries, sizes,
 * names, kinds. One bad entry makes the whole archive unusable; nothing is ever written to disk.
 */
import { fromBufferPromise, type Entry, type ZipFile } from "yauzl";

export interface ArchiveLimits {
  readonly maxEntries: number;
  /** Of all files together, after inflating. */
  readonly maxBytes: number;
}

export type Archive =
  | { readonly kind: "files"; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: "unusable"; readonly reason: string };

const NAME_LIMIT = 300;
const FILE_TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;

export async function readArchive(bytes: Uint8Array, limits: ArchiveLimits): Promise<Archive> {
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true, strictFileNames: true });
    return await readEntries(zip, limits);
  } catch (error) {
    // Whatever is wrong with an archive is the archive's fault.
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "unusable", reason: `it is not a readable zip archive: ${reason.slice(0, 200)}` };
  }
}

async function readEntries(zip: ZipFile, limits: ArchiveLimits): Promise<Archive> {
  if (zip.entryCount > limits.maxEntries) {
    return unusable(`it holds ${zip.entryCount} entries, more than ${limits.maxEntries}`);
  }
  const files = new Map<string, Uint8Array>();
  const names = new Set<string>();
  let size = 0;
  for await (const entry of zip.eachEntry()) {
    const wrong = wrongWith(entry, names);
    if (wrong !== undefined) return unusable(wrong);
    names.add(entry.fileName.toLowerCase());
    size += entry.uncompressedSize;
    if (size > limits.maxBytes) return unusable(`its files are larger than ${limits.maxBytes} bytes`);
    if (!entry.fileName.endsWith("/")) files.set(entry.fileName, await inflate(zip, entry));
  }
  return { kind: "files", files };
}

/** yauzl itself refuses absolute names, backslashes and `..`. */
function wrongWith(entry: Entry, names: ReadonlySet<string>): string | undefined {
  const name = entry.fileName;
  if (name.length > NAME_LIMIT || /\p{Cc}/u.test(name)) return "an entry has an unusable name";
  if (names.has(name.toLowerCase())) return `two entries are called ${name}`;
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  if (type !== 0 && type !== REGULAR_FILE && !name.endsWith("/")) return `${name} is not a regular file`;
  return undefined;
}

/** The declared size is enforced by yauzl while it inflates. */
async function inflate(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

function unusable(reason: string): Archive {
  return { kind: "unusable", reason };
}
