/** A path pattern with `*`, `**`, `?` and `[…]`, relative to the workspace, as a regular expression. */
export function globPattern(glob: string): RegExp {
  const segments = glob
    .replace(/^\.?\/+/u, "")
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".");
  // Neighbouring ** mean no more than one, and would make the expression slow.
  const distinct = segments.filter((one, index) => one !== "**" || segments[index - 1] !== "**");
  const parts = distinct.map((segment, index) => {
    const isLast = index === distinct.length - 1;
    if (segment === "**") return isLast ? ".*" : "(?:[^/]+/)*";
    return segmentPattern(segment) + (isLast ? "" : "/");
  });
  // A folder stands for everything in it.
  return new RegExp(`^${parts.join("")}(?:/.*)?$`, "u");
}

function segmentPattern(segment: string): string {
  let pattern = "";
  let index = 0;
  while (index < segment.length) {
    const rest = segment.slice(index);
    const set = /^\[(!?)([^\]\\]+)\]/u.exec(rest);
    if (set !== null) {
      pattern += `[${set[1] === "!" ? "^" : ""}${(set[2] ?? "").replaceAll("[", "\\[")}]`;
      index += set[0].length;
    } else {
      pattern += characterPattern(rest[0] ?? "");
      index += 1;
    }
  }
  return pattern;
}

function characterPattern(character: string): string {
  if (character === "*") return "[^/]*";
  if (character === "?") return "[^/]";
  return character.replace(/[\\^$.*+?()[\]{}|/-]/u, "\\$&");
}
