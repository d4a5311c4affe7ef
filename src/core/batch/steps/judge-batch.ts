import type { BatchCondition, BatchState } from "../batch-state.ts";
import { boundedReason, boundedReasons } from "../../bounded-text.ts";
import type { Look } from "./look.ts";
import { isInFlight, isOpen, part, type Note, type Part } from "./step.ts";
import { findWaits, type Wait } from "../stories/waits.ts";

/** Bound of `parked.waitingFor`. */
const WAITING_FOR_LIMIT = 100;

/** The batch's own condition, after everything that could be settled or started was. */
export function judgeBatch(state: BatchState, look: Look): Part {
  const condition = nextCondition(state, look);
  if (condition === state.condition) return part(state);
  const next = "at" in condition ? withoutHalting(state) : state;
  const isNews = condition.kind !== state.condition.kind;
  return part({ ...next, condition }, { notes: isNews ? [noteOf(condition)] : [] });
}

function nextCondition(state: BatchState, look: Look): BatchCondition {
  const { condition, halting } = state;
  if (condition.kind !== "running" && condition.kind !== "parked") return condition;
  if (state.stories.some(isInFlight)) return running(condition);
  // Nothing is dispatched for it any more, so there is nothing to stop either.
  if (state.origin.kind === "by-hand") return { kind: "finished", at: look.now };
  if (halting) return { kind: "halted", at: look.now, ...halting };
  if (!state.stories.some(isOpen)) return { kind: "finished", at: look.now };
  // An unreadable board says nothing about what the stories wait for.
  if (look.planned.size === 0) return condition;
  const waitingFor = whatPeopleOwe(state, look);
  return waitingFor.length === 0 ? running(condition) : parked(condition, waitingFor, look);
}

function running(condition: BatchCondition): BatchCondition {
  return condition.kind === "running" ? condition : { kind: "running" };
}

function parked(condition: BatchCondition, waitingFor: string[], look: Look): BatchCondition {
  if (condition.kind !== "parked") return { kind: "parked", since: look.now, waitingFor };
  const isSame = JSON.stringify(condition.waitingFor) === JSON.stringify(waitingFor);
  return isSame ? condition : { ...condition, waitingFor };
}

/**
 * What has to happen outside before the batch can go on: pull requests to merge first, since they
 * are what most often opens the way, then everything else that is not the batch's own doing.
 */
function whatPeopleOwe(state: BatchState, look: Look): string[] {
  const waits = findWaits(state, look);
  const merges = new Set<string>();
  const others = new Set<string>();
  const rest = new Set<string>();
  for (const story of state.stories) {
    if (story.condition.kind === "held") others.add(`${story.key} is held`);
    for (const wait of waits.get(story.key) ?? []) {
      if (wait.pullRequest !== undefined) merges.add(mergeText(wait));
      else (wait.isOurs ? rest : others).add(boundedReason(`${story.key}: ${wait.reason}`));
    }
  }
  const owed = [...merges, ...others];
  return boundedReasons(owed.length > 0 ? owed : [...rest], WAITING_FOR_LIMIT);
}

function mergeText(wait: Wait): string {
  return `#${wait.pullRequest} ${wait.story} to be merged`;
}

function withoutHalting(state: BatchState): BatchState {
  const { halting: _, ...rest } = state;
  return rest;
}

function noteOf(condition: BatchCondition): Note {
  return { kind: condition.kind, story: null, reason: boundedReason(reasonOf(condition)) };
}

function reasonOf(condition: BatchCondition): string {
  switch (condition.kind) {
    case "running":
      return "there is something to do again";
    case "parked":
      return `waits for people: ${condition.waitingFor.join(", ")}`;
    case "halted":
      return condition.reason;
    case "finished":
      return "no story is left to run, retry or release";
    case "cancelled":
      return `cancelled by ${condition.by}`;
  }
}
