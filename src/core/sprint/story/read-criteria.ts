import type { StoryLine } from "./story-lines.ts";

const LONGEST_CRITERION = 1000;
const MOST_CRITERIA = 200;

function startsCriterion(line: StoryLine): string | undefined {
  if (line.heading) return line.heading.title;
  const { item } = line;
  if (item) return item.indent === 0 ? item.text : undefined;
  return /^\s*\*\*\s*AC/iu.test(line.text) ? line.text.trim() : undefined;
}

/** Acceptance criteria, one entry an item; deeper lines belong to the item above them. */
export function readCriteria(lines: readonly StoryLine[]): readonly string[] {
  const criteria: string[] = [];
  let wasCriteria = false;
  for (const line of lines) {
    const isCriteria = line.section === "criteria" && !line.isVerbatim;
    const isOwnHeading = line.heading !== undefined && !wasCriteria;
    wasCriteria = line.section === "criteria";
    if (!isCriteria || isOwnHeading || line.text.trim() === "") continue;
    const start = startsCriterion(line);
    const last = criteria.at(-1);
    if (start !== undefined || last === undefined) {
      if (criteria.length < MOST_CRITERIA)
        criteria.push((start ?? line.text.trim()).slice(0, LONGEST_CRITERION));
    } else if (last.length < LONGEST_CRITERION) {
      criteria[criteria.length - 1] = `${last} ${line.text.trim()}`.slice(0, LONGEST_CRITERION);
    }
  }
  return criteria;
}
