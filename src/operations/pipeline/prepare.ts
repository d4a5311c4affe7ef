import { isAlreadyDone } from "../../core/pipeline/arithmetic.ts";
import { reviewerPerspectives, storyComplexity } from "../../core/pipeline/complexity.ts";
import type { Attempt } from "./attempt/attempt.ts";
import { details, narrate } from "./attempt/evidence-files.ts";
import { listedPaths } from "./attempt/listed-paths.ts";
import { runSetup } from "./attempt/run-commands.ts";
import { readStory } from "./attempt/story-facts.ts";
import { failed, type PhaseEnd } from "./attempt/phase-end.ts";

/** PREPARE: reads the story, looks whether it is done already, and makes the checkout ready. */
export async function prepare(attempt: Attempt): Promise<PhaseEnd> {
  const { work } = attempt.ports;
  const { brief } = attempt.journal();
  const forkSha = (await work.mergeBase(brief.base.sha, brief.startSha)) ?? brief.base.sha;
  await attempt.update((journal) => ({ ...journal, forkSha }));
  const story = await readStory(attempt);
  if (!story) return failed(missingFile(brief.storyPath, brief.base));
  const unchecked = story.tasks.filter((task) => !task.checked).length;
  const checked = story.tasks.length - unchecked;
  if (isAlreadyDone(story.tasks)) {
    await narrate(attempt, "PREPARE", { text: `0 unchecked tasks, ${checked} checked: already done` });
    return { kind: "alreadyDone" };
  }
  if (story.tasks.length === 0) return failed(noTasks(brief.storyPath));
  const complexity = storyComplexity(story);
  const perspectives = reviewerPerspectives(complexity);
  await attempt.update((journal) => ({ ...journal, perspectives: [...perspectives] }));
  const setup = await runSetup(attempt.ports, brief.config, work.folder);
  if (setup.kind === "failed") return failed(setup.reason);
  const tidied = await setApartSetup(attempt);
  const text = `${unchecked} unchecked tasks, ${checked} checked; ${complexity}, reviewed for ${perspectives.join(", ")}`;
  await narrate(attempt, "PREPARE", { text, details: details(tidied) });
  return { kind: "done", details: text };
}

/** What the setup commands left behind is not the story's work. */
async function setApartSetup(attempt: Attempt): Promise<readonly string[]> {
  const { work } = attempt.ports;
  const { startSha } = attempt.journal().brief;
  const changes = await work.changes(startSha, await work.snapshot());
  const added = changes.filter((change) => change.status === "added").map((change) => change.path);
  const others = changes.filter((change) => change.status !== "added").map((change) => change.path);
  if (added.length > 0) await work.ignore(added);
  if (others.length > 0) await work.restore(startSha, others);
  return [
    ...(added.length > 0 ? [`left out what setup made: ${listedPaths(added)}`] : []),
    ...(others.length > 0 ? [`put back what setup changed: ${listedPaths(others)}`] : []),
  ];
}

function missingFile(path: string, base: { readonly branch: string; readonly sha: string }): string {
  return `The story file ${path} is not on ${base.branch} at ${base.sha.slice(0, 7)}. Add it there, then retry the story.`;
}

function noTasks(path: string): string {
  return `The story file ${path} has no task with a check box, so nothing could be ticked or proved. Add \`- [ ] …\` tasks, then retry the story.`;
}
