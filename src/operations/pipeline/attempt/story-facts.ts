import type { Brief } from "../../../core/batch/brief.ts";
import type { Finding } from "../../../core/evidence/evidence.ts";
import type { PromptStory } from "../../../core/pipeline/prompts/prompt-parts.ts";
import { parseStory } from "../../../core/sprint/parse-story.ts";
import type { StoryFile } from "../../../core/sprint/story.ts";
import type { Attempt } from "./attempt.ts";

/**
 * The story as it stands on the base branch. Boxes that a draft of an earlier attempt ticked do not
 * count: they are ticked again, on this attempt's evidence.
 */
export async function readStory(attempt: Attempt): Promise<StoryFile | undefined> {
  const { brief } = attempt.journal();
  const text = await attempt.ports.work.readText(brief.base.sha, brief.storyPath);
  return text === undefined ? undefined : parseStory(text, brief.storyPath);
}

/** For phases after PREPARE, which found the file there. */
export async function requireStory(attempt: Attempt): Promise<StoryFile> {
  const story = await readStory(attempt);
  if (!story) throw new Error("bug: the story file vanished between two phases");
  return story;
}

export function promptStory(brief: Brief, story: StoryFile): PromptStory {
  return { key: brief.story, title: brief.title, path: brief.storyPath, text: story.text };
}

/** Facts for programs that are not language models. */
export async function agentContext(
  attempt: Attempt,
  facts: {
    readonly story: StoryFile;
    readonly round: number;
    readonly changedFiles: readonly string[];
    readonly findings: readonly Finding[];
  },
): Promise<Readonly<Record<string, unknown>>> {
  const { brief } = attempt.journal();
  return {
    story: {
      key: brief.story,
      title: brief.title,
      tasks: facts.story.tasks.map(({ text, line, checked }) => ({ text, line, checked })),
    },
    attempt: brief.attempt,
    round: facts.round,
    storyPath: brief.storyPath,
    boardPath: brief.boardPath,
    changedFiles: facts.changedFiles,
    findings: facts.findings,
    script: await agentScript(attempt),
  };
}

/** Read from the start commit, so that no agent can rewrite it for the phases that follow. */
async function agentScript(attempt: Attempt): Promise<string | undefined> {
  const { brief } = attempt.journal();
  const { script } = brief.config.agent;
  return script === undefined ? undefined : await attempt.ports.work.readText(brief.startSha, script);
}
