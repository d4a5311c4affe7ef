import { reconciliation, type Arithmetic } from "../../pipeline/arithmetic.ts";
import { isDevRecordFilled } from "../../pipeline/dev-record.ts";
import type { EvidenceBody } from "../evidence.ts";
import { bodyOf } from "../read-evidence.ts";
import type { Shortcoming } from "../validation.ts";
import { shortcoming, shortcomings, type Examination } from "./examination.ts";

/** The reconciler's numbers, counted again in the story file that was delivered. */
export function checkArithmetic(examination: Examination): readonly Shortcoming[] {
  const { story, input, readings } = examination;
  if (!story || input.storyText === undefined) {
    return [shortcoming("arithmetic", `reconciliation (${input.storyPath} is not in the delivered tree)`)];
  }
  const counted = reconciliation(story.tasks, isDevRecordFilled(input.storyText));
  const reported = bodyOf(readings.reconciler);
  const messages = reported ? differences(reported, counted, input.storyText) : [];
  return shortcomings("arithmetic", [...messages, ...unfinished(counted)]);
}

function differences(
  reported: EvidenceBody<"reconciler">,
  counted: Arithmetic,
  storyText: string,
): readonly string[] {
  const messages: string[] = [];
  if (reported.tasks_checked !== counted.checked || reported.tasks_total !== counted.total) {
    messages.push(
      `reconciliation (says ${reported.tasks_checked}/${reported.tasks_total} tasks, the story file has ${counted.checked}/${counted.total})`,
    );
  }
  if (Math.abs(reported.completion_pct - counted.percent) > 0.5) {
    messages.push(`reconciliation (says ${reported.completion_pct} %, counted ${counted.percent} %)`);
  }
  if (reported.dev_record_filled !== isDevRecordFilled(storyText)) {
    messages.push(
      `reconciliation (says the record is ${reported.dev_record_filled ? "filled" : "empty"}, the story file says otherwise)`,
    );
  }
  if (reported.status_recommendation !== counted.recommendation) {
    messages.push(
      `reconciliation (recommends ${reported.status_recommendation}, the arithmetic says ${counted.recommendation})`,
    );
  }
  return messages;
}

function unfinished(counted: Arithmetic): readonly string[] {
  if (counted.recommendation === "stop") return [`reconciliation (0 of ${counted.total} tasks checked)`];
  if (counted.recommendation !== "in-progress") return [];
  return [
    `reconciliation (partial: ${counted.checked} of ${counted.total} tasks checked, ${counted.percent} % where 80 % is needed)`,
  ];
}
