const SHOWN = 3;

/** The first few paths, the rest as a count. */
export function listedPaths(paths: readonly string[]): string {
  const more = paths.length - SHOWN;
  return more > 0 ? `${paths.slice(0, SHOWN).join(", ")} and ${more} more` : paths.join(", ");
}
