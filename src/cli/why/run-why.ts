/** `batch-stories why`: what a story waits for, or why two do not run together, with rules and lines. */
import { footprintContext, readFootprint } from "../../core/conflicts/find-footprint.ts";
import { explainPair } from "../../core/planning/explain/explain-pair.ts";
import { explainStory } from "../../core/planning/explain/explain-story.ts";
import { findStory } from "../../core/planning/explain/find-story.ts";
import type { PlannedSprint } from "../../core/planning/explain/planned-sprint.ts";
import { pairDocument, storyDocument } from "../../core/presentation/json/why-document.ts";
import { pairReport, storyReport } from "../../core/presentation/terminal/why-report.ts";
import type { Problem } from "../../core/problem.ts";
import type { StoryKey } from "../../core/sprint/story.ts";
import { readCheckoutOptions } from "../checkout/checkout-options.ts";
import { readCheckout } from "../checkout/read-checkout.ts";
import { readEnvironment } from "../environment.ts";
import { ExpectedError } from "../expected-error.ts";
import { refuse } from "../terminal/refuse.ts";
import { screenOf } from "../terminal/terminal.ts";

const HELP = `batch-stories why — what a story waits for, or why two stories do not run together

Usage: batch-stories why STORY [options]
       batch-stories why STORY STORY [options]

STORY is a key of the board, or its numbers: 2-2, 2.2, "Story 2.2".

  --repo FOLDER    ask about this folder (default: the repository around the present one)
  --no-history     do not look at what earlier stories really changed
  --json           print the answer as JSON (schemas/why.schema.json)
  --help           this text
`;

const SWITCHES = ["--json", "--no-history", "--help"];

/** \`Story 2.2\` may come without quotes, a list with commas. */
function storyWords(words: readonly string[]): readonly string[] {
  const named = words.flatMap((word) => word.split(",")).map((word) => word.trim());
  return named.filter((word) => word !== "" && !/^story$/iu.test(word));
}

function answerStory(key: StoryKey, sprint: PlannedSprint, asJson: boolean): string {
  const { plan, snapshot, startsNow, config } = sprint;
  const explanation = explainStory(key, { plan, snapshot, startsNow, maxWorkers: config.maxWorkers });
  if (!explanation) throw new Error("bug: a story of the board is not in its plan");
  if (asJson) return `${JSON.stringify(storyDocument(explanation), undefined, 2)}\n`;
  return storyReport(explanation, screenOf(process.stdout, readEnvironment()));
}

function answerPair(keys: readonly [StoryKey, StoryKey], sprint: PlannedSprint, asJson: boolean): string {
  const { plan, snapshot, config } = sprint;
  const context = footprintContext(snapshot.tree, config);
  const explanation = explainPair(keys, {
    plan,
    footprintOf: (key) => {
      const file = snapshot.files.get(key);
      return file && readFootprint(file, key, context);
    },
  });
  if (!explanation) throw new Error("bug: a story of the board is not in its plan");
  if (asJson) return `${JSON.stringify(pairDocument(explanation), undefined, 2)}\n`;
  return pairReport(explanation, screenOf(process.stdout, readEnvironment()));
}

function answer(words: readonly string[], sprint: PlannedSprint, asJson: boolean): number {
  const keys: StoryKey[] = [];
  const problems: Problem[] = [];
  for (const word of words) {
    const found = findStory(word, sprint.snapshot.board);
    if (found.kind === "found") keys.push(found.key);
    else problems.push(found.problem);
  }
  const [one, other] = keys;
  if (problems.length > 0 || one === undefined) return refuse(problems, asJson);
  const isPair = other !== undefined && other !== one;
  process.stdout.write(isPair ? answerPair([one, other], sprint, asJson) : answerStory(one, sprint, asJson));
  return 0;
}

/** Gives the exit code. */
export async function runWhy(words: readonly string[]): Promise<number> {
  const options = readCheckoutOptions(words, { command: "why", switches: SWITCHES, planFlags: [] });
  const { repo, switches, rest } = options;
  if (switches.has("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const stories = storyWords(rest);
  if (stories.length === 0 || stories.length > 2) {
    const count = stories.length === 0 ? "Name a story" : "Name one or two stories";
    throw new ExpectedError(`${count}: write for example \`batch-stories why 2-2\`.`, 2);
  }
  const asJson = switches.has("--json");
  const reading = await readCheckout({ repo, flags: {}, withHistory: !switches.has("--no-history") });
  if (reading.kind === "refused") return refuse(reading.problems, asJson);
  return answer(stories, reading.sprint, asJson);
}
