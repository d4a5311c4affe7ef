/** Whether two stories may be worked on at the same time: the rule with its lines, or what sets them apart. */
import { CONFIG_PATH } from "../../batch/names.ts";
import type { Conflict, Footprint } from "../../conflicts/conflict.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { foreignWork, holdsBesideForeign } from "../foreign-work.ts";
import type { Plan, PlannedStory } from "../plan.ts";
import type { PairExplanation, Release } from "./explanation.ts";

export interface PairFacts {
  readonly plan: Plan;
  /** Undefined for a story without a text. */
  readonly footprintOf: (key: StoryKey) => Footprint | undefined;
}

function isFinished({ disposition }: PlannedStory): boolean {
  return disposition.kind === "excluded" && disposition.because === "done";
}

const BY_THEMSELVES: Release = { action: "They run one after the other by themselves." };

function unknownRelease(conflict: Conflict, footprints: PairExplanation["footprints"]): Release {
  const unknown = conflict.stories.filter((key) =>
    footprints.some((footprint) => footprint?.story === key && footprint.isUnknown),
  );
  const whose = unknown.map((key) => `\`${key}\``).join(" and ");
  return { action: `Name the files that ${whose || "both"} will change in the tasks.` };
}

/** What a line states can be taken back there; what is assumed ends with better words. */
function releaseOf(conflict: Conflict, footprints: PairExplanation["footprints"]): readonly Release[] {
  const [line] = conflict.lines;
  if (conflict.rule === "dependency") {
    const at = line ? { at: { file: line.file, line: line.line, excerpt: line.excerpt } } : {};
    return [{ action: "Finish the one that is needed; or take the dependency out, if it is none.", ...at }];
  }
  if (conflict.rule === "unknown-footprint") return [unknownRelease(conflict, footprints)];
  const action =
    conflict.strength === "stated"
      ? `If one of them only reads it, say so in its story; what never collides can be named under \`conflicts\` in \`${CONFIG_PATH}\`.`
      : "If they work in different places, name the files each will change in its tasks.";
  return [{ action }];
}

/** What others have under way has to end outside; all else takes turns. */
function turnsOf(conflict: Conflict, stories: Two<PlannedStory>): readonly Release[] {
  const { rule } = conflict;
  const foreign = holdsBesideForeign(conflict) ? foreignWork({ stories }) : [];
  if (foreign.length === 0)
    return rule !== "dependency" && rule !== "unknown-footprint" ? [BY_THEMSELVES] : [];
  return foreign.map(({ key }) => ({
    action: `Finish or merge \`${key}\`, or set it to \`ready-for-dev\` if nobody works on it.`,
  }));
}

type Two<T> = readonly [T, T];

function whyTogether(stories: Two<PlannedStory>, footprints: PairExplanation["footprints"]): string {
  const finished = stories.filter(isFinished).map(({ key }) => `\`${key}\``);
  if (finished.length > 0) {
    return `Nothing keeps them apart: ${finished.join(" and ")} ${finished.length === 1 ? "is" : "are"} finished.`;
  }
  const silent = stories
    .filter((_story, place) => footprints[place]?.isUnknown ?? true)
    .map(({ key }) => `\`${key}\``);
  if (silent.length > 0) {
    return `They may run together, as far as is known: nothing in ${silent.join(" and ")} says what it will change, but they do not stand under one epic, and their texts have little in common.`;
  }
  return "They may run together: they need nothing of each other, and nothing both of them change was found.";
}

/** Undefined when one of the keys is not on the board. */
export function explainPair(
  keys: Two<StoryKey>,
  { plan, footprintOf }: PairFacts,
): PairExplanation | undefined {
  const one = plan.stories.find(({ key }) => key === keys[0]);
  const other = plan.stories.find(({ key }) => key === keys[1]);
  if (!one || !other) return undefined;
  const stories = [one, other] as const;
  const footprints = [footprintOf(one.key), footprintOf(other.key)] as const;
  const conflict = plan.conflicts.between(one.key, other.key);
  return {
    stories,
    mayRunTogether: conflict === undefined,
    summary: conflict
      ? `They do not run at the same time. ${conflict.reason}`
      : whyTogether(stories, footprints),
    conflict,
    footprints,
    release: conflict ? [...turnsOf(conflict, stories), ...releaseOf(conflict, footprints)] : [],
  };
}
