/** Small pieces of GitHub's Markdown. Everything given to them is already escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The columns in which something stands, for tables of rows that are known to the last one. */
export function filledColumns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const filled = new Set(
    rows.flatMap((cells) => cells.flatMap((cell, column) => (cell === "" ? [] : [column]))),
  );
  function kept(cells: readonly string[]): readonly string[] {
    return cells.filter((_cell, column) => filled.has(column));
  }
  return { head: kept(head), rows: rows.map(kept) };
}

/** The summary is one line of HTML. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

export function alert(kind: "NOTE" | "IMPORTANT" | "WARNING" | "CAUTION", body: string): string {
  const lines = body.split("\n").map((line) => (line === "" ? ">" : `> ${line}`));
  return [`> [!${kind}]`, ...lines].join("\n");
}

export function bullets(entries: readonly string[]): string {
  return entries.map((entry) => `- ${entry}`).join("\n");
}

/** The blocks that say something, with an empty line between them. */
export function paragraphs(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== "").join("\n\n");
}

export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** How much of a list is shown. Escaping can make hostile entries long, so characters count too. */
export interface Room {
  readonly entries: number;
  readonly characters: number;
}

/** The first entries for which there is room, and a line that says how many there are besides. */
export function fitEntries(entries: readonly string[], room: Room, omitted = 0): readonly string[] {
  let characters = 0;
  const shown: string[] = [];
  for (const entry of entries) {
    characters += entry.length;
    if (shown.length >= room.entries || characters > room.characters) break;
    shown.push(entry);
  }
  const rest = entries.length - shown.length + omitted;
  return rest > 0 ? [...shown, `… and ${rest} more`] : shown;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function inWords(entries: readonly string[], limit: number): string {
  const rest = entries.length - limit;
  const shown = rest > 0 ? [...entries.slice(0, limit), `${rest} more`] : entries;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
