/** What somebody asks with `why`, in a terminal or a comment: one story or two, as people name them. */
import { footprintContext, readFootprint } from "../../conflicts/find-footprint.ts";
import type { Footprint } from "../../conflicts/conflict.ts";
import type { Problem } from "../../problem.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { explainPair } from "./explain-pair.ts";
import { explainStory } from "./explain-story.ts";
import type { PairExplanation, StoryExplanation } from "./explanation.ts";
import { findStory } from "./find-story.ts";
import type { PlannedSprint } from "./planned-sprint.ts";

export type WhyAnswer =
  | { readonly kind: "story"; readonly explanation: StoryExplanation }
  | { readonly kind: "pair"; readonly explanation: PairExplanation }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

type Asked = Pick<PlannedSprint, "plan" | "snapshot" | "config" | "startsNow">;

/** `Story 2.2` may come as two words. */
export function storyWords(words: readonly string[]): readonly string[] {
  const named = words.flatMap((word) => word.split(",")).map((word) => word.trim());
  return named.filter((word) => word !== "" && !/^story$/iu.test(word));
}

function footprintsOf({ snapshot, config }: Asked): (key: StoryKey) => Footprint | undefined {
  const context = footprintContext(snapshot.tree, config);
  return (key) => {
    const file = snapshot.files.get(key);
    return file && readFootprint({ ...file, description: snapshot.epicTexts.get(key) }, key, context);
  };
}

function wrongCount(count: number): WhyAnswer {
  const problem: Problem = {
    code: "command-flag",
    severity: "error",
    message: count === 0 ? "`why` needs a story." : `\`why\` takes one or two stories, not ${count}.`,
    hint: "Write for example `/batch-stories why 2-2` or `/batch-stories why 2-2 2-3`.",
  };
  return { kind: "refused", problems: [problem] };
}

/** The same story twice is a question about that story. */
export function answerWhy(words: readonly string[], sprint: Asked): WhyAnswer {
  const named = storyWords(words);
  if (named.length === 0 || named.length > 2) return wrongCount(named.length);
  const found = named.map((word) => findStory(word, sprint.snapshot.board));
  const problems = found.flatMap((each) => (each.kind === "problem" ? [each.problem] : []));
  if (problems.length > 0) return { kind: "refused", problems };
  const [one, other] = found.flatMap((each) => (each.kind === "found" ? [each.key] : []));
  if (one === undefined) throw new Error("bug: a story is neither found nor a problem");
  const { plan, snapshot, startsNow, config } = sprint;
  if (other !== undefined && other !== one) {
    const explanation = explainPair([one, other], { plan, footprintOf: footprintsOf(sprint) });
    if (explanation) return { kind: "pair", explanation };
  }
  const explanation = explainStory(one, { plan, snapshot, startsNow, maxWorkers: config.maxWorkers });
  if (!explanation) throw new Error("bug: a story of the board is not in its plan");
  return { kind: "story", explanation };
}
