import type { FootprintEntry, Footprint } from "./conflict.ts";

/** Folders with less than this many segments (`src/`, `test/`) hold everything and say nothing. */
const TELLING_DEPTH = 2;

function placesOf(files: readonly FootprintEntry[]): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { name, grade } of files) {
    const segments = name.split("/").slice(0, -1);
    if (grade === "exclusive" && segments.length >= TELLING_DEPTH) places.add(segments.join("/"));
  }
  return places;
}

/**
 * Two stories of one epic are clearly independent when both name files of their own and do not work
 * in the same folder. They are known to share no file: that is a conflict of its own.
 */
export function isClearlyIndependent(a: Footprint, b: Footprint): boolean {
  const hasFiles = [a, b].every(({ files }) => files.some(({ grade }) => grade === "exclusive"));
  if (!hasFiles) return false;
  const places = placesOf(a.files);
  for (const place of placesOf(b.files)) if (places.has(place)) return false;
  return true;
}
