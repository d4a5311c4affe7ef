/** What epics files say about stories: `### Story 1.2: Title` and the dependencies stated below it. */
import { statedDependencies } from "./story/read-dependencies.ts";
import { storyLines } from "./story/story-lines.ts";
import type { StoryLine } from "./story/story-lines.ts";
import type { DependencyMention } from "./story.ts";

export interface EpicStory {
  /** As written: `1.2`, `E1-S2`. */
  readonly reference: string;
  readonly title: string;
  readonly dependsOn: readonly DependencyMention[];
}

const STORY =
  /^[^A-Za-z0-9]{0,4}(?:user )?story[\s#:]{1,3}((?:[a-z]{1,4}-?)?\d{1,4}[a-z]?(?:[.-][a-z]?\d{1,4}[a-z]?){1,2})\b[\s:.–—-]*(.*)$/iu;
const CODED = /^[^A-Za-z0-9]{0,4}(E\d{1,3}-S\d{1,3})\b[\s:.–—-]*(.*)$/iu;
const DEEPEST = 5;

interface Block {
  readonly reference: string;
  readonly title: string;
  readonly level: number;
  readonly lines: StoryLine[];
}

function blockOf(line: StoryLine): Block | undefined {
  if (!line.heading || line.heading.level > DEEPEST) return undefined;
  const match = STORY.exec(line.heading.title) ?? CODED.exec(line.heading.title);
  if (!match) return undefined;
  const [, reference = "", title = ""] = match;
  return {
    reference,
    title: title.replaceAll(/[*`]/gu, "").trim().slice(0, 300),
    level: line.heading.level,
    lines: [],
  };
}

/** Stories described in an epics file, in file order. Never throws. */
export function parseEpics(text: string, path: string): readonly EpicStory[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of storyLines(text)) {
    const block = blockOf(line);
    const isOutside = open !== undefined && line.heading !== undefined && line.heading.level <= open.level;
    if (block) blocks.push(block);
    if (block || isOutside) open = block;
    else open?.lines.push(line);
  }
  return blocks.map(({ reference, title, lines }) => ({
    reference,
    title,
    dependsOn: statedDependencies(lines, path),
  }));
}
