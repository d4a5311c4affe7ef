/** A sprint of four stories: two that can run side by side, one that waits for the first, one that is done. */
import { CONFIG_PATH } from "../../src/core/batch/names.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import type { FakeGitHub } from "./fake-github.ts";

const FOLDER = "_bmad-output/implementation-artifacts";
export const BOARD_PATH = `${FOLDER}/sprint-status.yaml`;

/** What every repository has to say in this version. */
export const AGENT_CONFIG = "agent:\n  program: scripted\n";

export const GATE = StoryKey.parse("1-1-gate");
export const FENCE = StoryKey.parse("1-2-fence");
export const LAMP = StoryKey.parse("2-1-lamp");

export const BOARD = `development_status:
  epic-1: in-progress
  1-1-gate: ready-for-dev # first
  1-2-fence: ready-for-dev
  1-3-path: done
  epic-2: in-progress
  2-1-lamp: ready-for-dev
`;

export function storyPath(key: StoryKey): string {
  return `${FOLDER}/${key}.md`;
}

export function storyText(options: {
  readonly title: string;
  readonly file: string;
  readonly dependsOn?: string;
  readonly isTicked?: boolean;
}): string {
  const box = options.isTicked ? "[x]" : "[ ]";
  return `# Story: ${options.title}

Status: ready-for-dev
${options.dependsOn === undefined ? "" : `\nDepends on: ${options.dependsOn}\n`}
## Acceptance Criteria

1. It is there.

## Tasks / Subtasks

- ${box} Create \`${options.file}\` (AC: 1)
`;
}

/** 1-1 and 2-1 are ready and independent, 1-2 waits for 1-1. */
export function putSmallSprint(github: FakeGitHub): void {
  github.push(BOARD_PATH, BOARD);
  github.push(CONFIG_PATH, AGENT_CONFIG);
  github.push(storyPath(GATE), storyText({ title: "Gate", file: "gate/gate.js" }));
  github.push(storyPath(FENCE), storyText({ title: "Fence", file: "fence/fence.js", dependsOn: "1-1" }));
  github.push(storyPath(LAMP), storyText({ title: "Lamp", file: "lamp/lamp.js" }));
}
