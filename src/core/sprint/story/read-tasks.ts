import type { Task } from "../story.ts";
import type { ListItem } from "./check-box.ts";
import type { SectionKind } from "./section-kind.ts";
import type { StoryLine } from "./story-lines.ts";

const LONGEST_TASK = 1000;

/** Sections whose boxes are never tasks. */
const NEVER: ReadonlySet<SectionKind> = new Set(["review", "afterwards", "references"]);
/** Sections whose boxes are tasks only when the story has no others. */
const LAST_RESORT: ReadonlySet<SectionKind> = new Set(["checklist", "criteria", "follow-ups"]);

interface Candidate {
  readonly line: StoryLine;
  readonly item: ListItem;
}

function withDepths(candidates: readonly Candidate[]): readonly Task[] {
  const tasks: Task[] = [];
  const indents: number[] = [];
  let lastLine = 0;
  for (const { line, item } of candidates) {
    // A gap may hide a heading: indentation starts anew at the margin.
    if (item.indent === 0 || line.number < lastLine) indents.length = 0;
    while (indents.length > 0 && (indents.at(-1) ?? 0) >= item.indent) indents.pop();
    const text = item.text.slice(0, LONGEST_TASK);
    tasks.push({ text, checked: item.checked === true, depth: indents.length, line: line.number });
    indents.push(item.indent);
    lastLine = line.number;
  }
  return tasks;
}

function candidatesIn(lines: readonly StoryLine[]): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const line of lines) {
    const { item } = line;
    if (item && item.text !== "") candidates.push({ line, item });
  }
  return candidates;
}

/** Items of a Tasks section that was written without boxes, up to a label such as `**Acceptance Criteria:**`. */
function itemsWithoutBoxes(lines: readonly StoryLine[]): readonly Candidate[] {
  let isCriteria = false;
  const kept = lines.filter((line) => {
    if (/^\s*\*\*[^*]{1,80}\*\*/u.test(line.text)) isCriteria = /acceptance criteria/iu.test(line.text);
    return line.isInTasks && line.section === "tasks" && !isCriteria;
  });
  return candidatesIn(kept).filter(({ item }) => item.indent === 0);
}

/**
 * The story's tasks: boxes of its Tasks sections; else its other boxes, those of reviews and records
 * never; else the plain items of a Tasks section, which count as open.
 */
export function readTasks(lines: readonly StoryLine[]): readonly Task[] {
  const boxes = candidatesIn(lines).filter(({ item }) => item.checked !== undefined);
  const inTasks = boxes.filter(({ line }) => line.isInTasks);
  if (inTasks.length > 0) return withDepths(inTasks);
  const elsewhere = boxes.filter(({ line }) => !NEVER.has(line.section) && !LAST_RESORT.has(line.section));
  if (elsewhere.length > 0) return withDepths(elsewhere);
  const plain = itemsWithoutBoxes(lines);
  if (plain.length > 0) return withDepths(plain);
  return withDepths(boxes.filter(({ line }) => !NEVER.has(line.section)));
}
