import type { StoryFile } from "../sprint/story.ts";

export const COMPLEXITIES = ["trivial", "micro", "light", "standard", "complex", "critical"] as const;
export type Complexity = (typeof COMPLEXITIES)[number];

const CRITICAL = /\b(?:payments?|encryption|encrypt(?:ed|s)?|pii|credentials?|secrets?)\b/iu;
const SENSITIVE =
  /\b(?:auth|authentication|authorization|security|migrations?|databases?|apis?|endpoints?)\b/iu;
const API = /\b(?:apis?|endpoints?)\b/iu;
const USER_INPUT = /\b(?:user input|forms?|upload(?:s|ed)?)\b/iu;

/** The level of a story by its tasks and words: the first rule that matches, the strictest first. */
export function storyComplexity(story: Pick<StoryFile, "title" | "tasks" | "criteria">): Complexity {
  const text = [story.title, ...story.tasks.map((task) => task.text), ...story.criteria].join("\n");
  const count = story.tasks.filter((task) => task.depth === 0).length;
  if (CRITICAL.test(text) || count >= 16) return "critical";
  if (count >= 11 || (count >= 5 && SENSITIVE.test(text))) return "complex";
  if (count >= 5 || USER_INPUT.test(text)) return "standard";
  if (count >= 3 || API.test(text)) return "light";
  return count >= 2 ? "micro" : "trivial";
}

const PERSPECTIVES: Readonly<Record<Complexity, readonly string[]>> = {
  trivial: ["requirements"],
  micro: ["requirements"],
  light: ["requirements", "test coverage"],
  standard: ["requirements", "test coverage"],
  complex: ["requirements", "test coverage", "code quality"],
  critical: ["requirements", "test coverage", "code quality", "security"],
};

/** More complex stories get more independent reviewers; each perspective is a session of its own. */
export function reviewerPerspectives(complexity: Complexity): readonly string[] {
  return PERSPECTIVES[complexity];
}
