const HEADING = /^ {0,3}(#{1,6})\s/u;
const RECORD = /^ {0,3}#{1,4}\s+dev agent record\b/iu;
// What templates leave in an unfilled record: `{{agent_model}}`, `_None yet_`, `TBD`, empty bullets.
const PLACEHOLDER = /^(?:[-*_\s]|\{\{[^{}]{0,100}\}\}|n\/a|tbd|none yet|none|to be filled)*\.?$/iu;

/** Whether the story's `Dev Agent Record` says anything beyond its template. */
export function isDevRecordFilled(storyText: string): boolean {
  let depth = 0;
  let inComment = false;
  for (const raw of storyText.split(/\r?\n/u)) {
    const { line, open } = withoutComments(raw, inComment);
    inComment = open;
    const level = HEADING.exec(line)?.[1]?.length;
    if (level !== undefined) {
      if (RECORD.test(line)) depth = level;
      else if (depth > 0 && level <= depth) depth = 0;
    } else if (depth > 0 && !PLACEHOLDER.test(line.trim().slice(0, 500))) {
      return true;
    }
  }
  return false;
}

function withoutComments(raw: string, startsInComment: boolean): { line: string; open: boolean } {
  let rest = raw;
  let kept = "";
  let open = startsInComment;
  while (rest !== "") {
    const mark = open ? "-->" : "<!--";
    const at = rest.indexOf(mark);
    if (at < 0) break;
    if (!open) kept += rest.slice(0, at);
    rest = rest.slice(at + mark.length);
    open = !open;
  }
  return { line: open ? kept : kept + rest, open };
}
