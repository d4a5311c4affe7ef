import type { Problem } from "../problem.ts";
import { excerptOf } from "./excerpt.ts";
import type { StoryFile } from "./story.ts";
import { fieldDependencies } from "./dependencies/field-dependencies.ts";
import { statedDependencies } from "./dependencies/read-dependencies.ts";
import { readCriteria } from "./story/read-criteria.ts";
import { readFrontmatter } from "./story/read-frontmatter.ts";
import type { Frontmatter } from "./story/read-frontmatter.ts";
import { readReview } from "./story/read-review.ts";
import { readTasks } from "./story/read-tasks.ts";
import { findStatusLine } from "./story/status-line.ts";
import { storyLines } from "./story/story-lines.ts";
import type { StoryLine } from "./story/story-lines.ts";

const LONGEST_TITLE = 300;
const TITLE_PREFIX = /^(?:user )?story[\s:#-]*(?:[a-z]{0,4}-?\d[\w.-]{0,20})?\s*[:.–—-]*\s*(?=\S)/iu;

function fileStem(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/iu, "");
}

function titleLine(lines: readonly StoryLine[]): StoryLine | undefined {
  return lines.find((line) => line.heading?.level === 1) ?? lines.find((line) => line.heading);
}

function readTitle(lines: readonly StoryLine[], frontmatter: Frontmatter, path: string): string {
  const stated = frontmatter.values.get("title")?.[0]?.text.trim();
  if (stated) return stated.slice(0, LONGEST_TITLE);
  const written = titleLine(lines)?.heading?.title.replaceAll(/[`*]/gu, "").trim() ?? "";
  const title = written.replace(TITLE_PREFIX, "");
  return (title === "" ? fileStem(path) : title).slice(0, LONGEST_TITLE);
}

function problemsOf(story: Omit<StoryFile, "problems">, title: StoryLine | undefined): readonly Problem[] {
  const { path: file } = story;
  if (story.text.trim() === "") {
    return [
      {
        code: "story-empty",
        severity: "error",
        message: "The story file is empty.",
        at: { file, line: 1, column: 1, excerpt: "" },
        hint: "Write the story, its acceptance criteria and its tasks into the file.",
      },
    ];
  }
  if (story.tasks.length > 0) return [];
  return [
    {
      code: "story-no-tasks",
      severity: "warning",
      message: "The story has no tasks, so nothing in it can be ticked off.",
      at: { file, line: title?.number ?? 1, column: 1, excerpt: excerptOf(title?.text ?? "") },
      hint: "Add a `## Tasks / Subtasks` section with `- [ ]` items.",
    },
  ];
}

/** Reads a story of any of the known formats. Linear in the text; never throws. */
export function parseStory(text: string, path: string): StoryFile {
  const lines = storyLines(text);
  const frontmatter = readFrontmatter(lines, path);
  const status = findStatusLine(lines);
  const story = {
    path,
    text,
    title: readTitle(lines, frontmatter, path),
    status: status?.status,
    statusAt: status && { line: status.index + 1, column: status.column + 1 },
    tasks: readTasks(lines),
    criteria: readCriteria(lines),
    dependsOn: [...fieldDependencies(frontmatter.values, path), ...statedDependencies(lines, path)],
    review: readReview(lines),
  };
  return { ...story, problems: [...frontmatter.problems, ...problemsOf(story, titleLine(lines))] };
}
