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
  /** What stands below the heading, without the empty lines around it. */
  readonly text: string;
  /** 1-based line where the text begins; that of the heading where nothing follows. */
  readonly line: number;
}

const STORY =
  /^[^A-Za-z0-9]{0,4}(?:user )?story[\s#:]{1,3}((?:[a-z]{1,4}-?)?\d{1,4}[a-z]?(?:[.-][a-z]?\d{1,4}[a-z]?){1,2})\b[\s:.–—-]*(.*)$/iu;
const CODED = /^[^A-Za-z0-9]{0,4}(E\d{1,3}-S\d{1,3})\b[\s:.–—-]*(.*)$/iu;
const DEEPEST = 5;

interface Block {
  readonly reference: string;
  readonly title: string;
  readonly level: number;
  readonly heading: number;
  readonly lines: StoryLine[];
}

function textOf(block: Block): Pick<EpicStory, "text" | "line"> {
  const first = block.lines.findIndex((line) => line.text.trim() !== "");
  const last = block.lines.findLastIndex((line) => line.text.trim() !== "");
  const lines = first === -1 ? [] : block.lines.slice(first, last + 1);
  return {
    text: lines.map((line) => line.text).join("\n"),
    line: lines[0]?.number ?? block.heading,
  };
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
    heading: line.number,
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
  return blocks.map((block) => ({
    reference: block.reference,
    title: block.title,
    dependsOn: statedDependencies(block.lines, path),
    ...textOf(block),
  }));
}
