/** `batch-stories why`: what a story waits for, or why two do not run together, with rules and lines. */
import { answerWhy, storyWords } from "../../core/planning/explain/answer-why.ts";
import type { WhyAnswer } from "../../core/planning/explain/answer-why.ts";
import { pairDocument, storyDocument } from "../../core/presentation/json/why-document.ts";
import { pairReport, storyReport } from "../../core/presentation/terminal/why-report.ts";
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

function documentOf(answer: Exclude<WhyAnswer, { kind: "refused" }>): unknown {
  return answer.kind === "story" ? storyDocument(answer.explanation) : pairDocument(answer.explanation);
}

function reportOf(answer: Exclude<WhyAnswer, { kind: "refused" }>): string {
  const screen = screenOf(process.stdout, readEnvironment());
  return answer.kind === "story"
    ? storyReport(answer.explanation, screen)
    : pairReport(answer.explanation, screen);
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
  const answer = answerWhy(stories, reading.sprint);
  if (answer.kind === "refused") return refuse(answer.problems, asJson);
  process.stdout.write(asJson ? `${JSON.stringify(documentOf(answer), undefined, 2)}\n` : reportOf(answer));
  return 0;
}
