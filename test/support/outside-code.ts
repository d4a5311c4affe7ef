/** A line of Markdown without its code spans, found as CommonMark finds them. */
export function outsideCode(line: string): string {
  let text = "";
  let index = 0;
  while (index < line.length) {
    const character = line.charAt(index);
    if (character === "\\") {
      text += line.slice(index, index + 2);
      index += 2;
    } else if (character === "`") {
      const run = runAt(line, index);
      const end = closingRun(line, index + run, run);
      if (end === undefined) text += line.slice(index, index + run);
      index = end ?? index + run;
    } else {
      text += character;
      index += 1;
    }
  }
  return text;
}

function runAt(line: string, index: number): number {
  let length = 0;
  while (line.charAt(index + length) === "`") length += 1;
  return length;
}

/** Where a run of exactly this length ends; a backslash means nothing inside of code. */
function closingRun(line: string, start: number, length: number): number | undefined {
  let index = line.indexOf("`", start);
  while (index >= 0) {
    const run = runAt(line, index);
    if (run === length) return index + run;
    index = line.indexOf("`", index + run);
  }
  return undefined;
}
