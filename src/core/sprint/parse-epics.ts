/** What epics files say about stories: `### Story 1.2: Title` and the dependencies stated below it. */
import { statedDependencies } from "./dependencies/read-dependencies.ts";
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
const CODED = /^[^A-Za-z0-9]{0,4}(E\d{1,4}-S\d{1,4}|S\d{1,4}\.\d{1,4})\b[\s:.–—-]*(.*)$/iu;
/** `**Story 1.2: Title**` on a line of its own. */
const BOLD = /^\s{0,3}\*\*([^*]{1,300})\*\*\s*$/u;
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

function titleOf(line: StoryLine, form: "headings" | "bold lines"): string | undefined {
  if (form === "headings")
    return line.heading && line.heading.level <= DEEPEST ? line.heading.title : undefined;
  return line.heading || line.isVerbatim ? undefined : BOLD.exec(line.text)?.[1];
}

function blockOf(line: StoryLine, form: "headings" | "bold lines"): Block | undefined {
  const written = titleOf(line, form);
  const match = written === undefined ? null : (STORY.exec(written) ?? CODED.exec(written));
  if (!match) return undefined;
  const [, reference = "", title = ""] = match;
  const plain = title.replaceAll(/[*`]/gu, "").trim().slice(0, 300);
  // Any heading ends a block that a bold line opened.
  const level = line.heading?.level ?? Infinity;
  return { reference, title: plain, level, heading: line.number, lines: [] };
}

function blocksOf(lines: readonly StoryLine[], form: "headings" | "bold lines"): readonly Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of lines) {
    const block = blockOf(line, form);
    const isOutside = open !== undefined && line.heading !== undefined && line.heading.level <= open.level;
    if (block) blocks.push(block);
    if (block || isOutside) open = block;
    else open?.lines.push(line);
  }
  return blocks;
}

/** Stories described in an epics file, in file order. Never throws. */
export function parseEpics(text: string, path: string): readonly EpicStory[] {
  const lines = storyLines(text);
  const headed = blocksOf(lines, "headings");
  // Where stories have headings of their own, a bold line repeats one.
  const blocks = headed.length > 0 ? headed : blocksOf(lines, "bold lines");
  return blocks.map((block) => ({
    reference: block.reference,
    title: block.title,
    dependsOn: statedDependencies(block.lines, path),
    ...textOf(block),
  }));
}
