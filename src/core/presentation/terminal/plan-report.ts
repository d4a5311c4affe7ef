/** The plan of a sprint for somebody at a terminal: the answer first, then the lists, then what to do. */
import { shortNames, withShortNames } from "../../planning/explain/short-names.ts";
import type { PlannedSprint } from "../../planning/explain/planned-sprint.ts";
import type { ForecastStory } from "../../planning/schedule/forecast.ts";
import type { PlannedStory } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { counted } from "../markdown/blocks.ts";
import { oneLine } from "../markdown/escape.ts";
import { countProblems } from "../problem-list.ts";
import { headed, INDENT, page, paragraph, rowsOf } from "./layout.ts";
import type { Row } from "./layout.ts";
import { leftOutLines, unusableLines } from "./left-out.ts";
import { listProblems } from "./problem-lines.ts";
import { paint } from "./screen.ts";
import type { Screen } from "./screen.ts";

const REASON_CHARACTERS = 240;
const ROWS_SHOWN = 12;
const PAIRS_SHOWN = 6;
const PROBLEMS_SHOWN = 5;
const MOST_COMPARED = 60;

export interface ReportOptions {
  readonly screen: Screen;
  /** Without limits on the lists. */
  readonly showsAll: boolean;
  /** Flags that the next command needs too, to speak of the same folder. */
  readonly sameFolder: string;
}

interface Report extends ReportOptions {
  readonly sprint: PlannedSprint;
  readonly names: ReadonlyMap<StoryKey, string>;
  readonly stories: ReadonlyMap<StoryKey, PlannedStory>;
  readonly courses: ReadonlyMap<StoryKey, ForecastStory>;
}

function nameOf(key: StoryKey, { names }: Report): string {
  return names.get(key) ?? key;
}

function ofKind(kind: PlannedStory["disposition"]["kind"], { sprint }: Report): readonly PlannedStory[] {
  return sprint.plan.stories.filter(({ disposition }) => disposition.kind === kind);
}

function row(story: PlannedStory, reason: string, report: Report): Row {
  return { name: nameOf(story.key, report), title: oneLine(story.title, 120), reason };
}

function list(rows: readonly Row[], { screen, showsAll }: Report, limit = ROWS_SHOWN): readonly string[] {
  const shown = showsAll ? rows : rows.slice(0, limit);
  const rest = rows.length - shown.length;
  return [
    ...rowsOf(shown, screen),
    ...(rest > 0 ? [`${INDENT}… and ${rest} more; \`--all\` shows them.`] : []),
  ];
}

function isDone({ disposition }: PlannedStory): boolean {
  return disposition.kind === "excluded" && disposition.because === "done";
}

function headline(report: Report): string {
  const { plan, startsNow } = report.sprint;
  const all = plan.stories.length;
  if (all === 0) return "The board has no stories that could be planned.";
  const ready = ofKind("ready", report).length;
  const waits = ofKind("waits", report).length;
  const out = ofKind("excluded", report);
  const done = out.filter(isDone);
  const turns = ready - startsNow.length;
  const parts = [
    ready === 0
      ? `None of ${counted(all, "story", "stories")} can run now`
      : `${ready} of ${counted(all, "story", "stories")} can run: ${startsNow.length} ${startsNow.length === 1 ? "starts" : "start"} now`,
    ...(turns > 0 ? [`${turns} ${turns === 1 ? "follows" : "follow"}`] : []),
    ...(waits > 0 ? [`${waits} ${waits === 1 ? "waits" : "wait"}`] : []),
    ...(done.length > 0 ? [`${done.length} done`] : []),
    ...(out.length > done.length ? [`${out.length - done.length} left out`] : []),
  ];
  return `${parts.join(", ")}.`;
}

function basisText({ basis }: PlannedSprint): string {
  if (!basis.isGit) return "The files of this folder; it is no git repository.";
  if (basis.commit === "") return "What is on disk; nothing is committed yet.";
  const at = `${basis.branch === "" ? "commit" : `${oneLine(basis.branch, 80)} at`} ${basis.commit.slice(0, 7)}`;
  const [first, ...others] = basis.uncommitted;
  if (first === undefined) return `${at}, with nothing uncommitted in the sprint's files.`;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return `${at}, and what is not committed yet: ${oneLine(first, 160)}${more}.`;
}

function facts(report: Report): readonly string[] {
  const { sprint, screen } = report;
  const { config, snapshot } = sprint;
  const known = snapshot.history.touched.size;
  const learnt = known > 0 ? `; it is known what ${counted(known, "story", "stories")} really changed` : "";
  const lines = [
    `Board: ${oneLine(snapshot.board.path, 200)}`,
    `Read: ${basisText(sprint)}`,
    `Rules: ${counted(config.maxWorkers, "worker")}, ${config.schedule}${learnt}.`,
    courseText(sprint),
  ];
  return lines.flatMap((line) => paragraph(line, screen, { rest: INDENT, style: "dim" }));
}

function startReason(story: PlannedStory, report: Report): string {
  const { disposition, key } = story;
  if (disposition.kind !== "ready") return "";
  if (disposition.tier === 1) return `fix: ${oneLine(disposition.reason, REASON_CHARACTERS)}`;
  if (disposition.tier === 3) return "";
  const waiting = ofKind("waits", report).filter(
    (other) => other.disposition.kind === "waits" && other.disposition.for.some((one) => one.story === key),
  );
  const shown = waiting.slice(0, 4).map((other) => nameOf(other.key, report));
  const more = waiting.length > shown.length ? ` and ${waiting.length - shown.length} more` : "";
  return `${shown.join(", ")}${more} ${waiting.length === 1 ? "waits" : "wait"} for it`;
}

function reasonOf({ reason }: { readonly reason: string }, { names }: Report): string {
  return oneLine(withShortNames(reason, names), REASON_CHARACTERS);
}

/** The first thing that has to end before it starts; the others end earlier or with it. */
function turnReason({ key }: PlannedStory, report: Report): string {
  const laidOut = report.courses.get(key);
  const conflict = laidOut?.after.find(({ kind }) => kind === "conflict");
  const cause = conflict ?? laidOut?.after[0];
  if (!laidOut || !cause) return "";
  const name = nameOf(cause.story, report);
  switch (cause.kind) {
    case "conflict":
    case "dependency":
      return `after ${name}: ${reasonOf(cause, report)}`;
    case "worker":
      return `when a worker is free, after ${name}`;
    case "wave":
      return `in wave ${laidOut.step}`;
  }
}

function needReason(story: PlannedStory, report: Report): string {
  if (story.disposition.kind !== "waits") return "";
  const beside = story.disposition.for.find(({ kind }) => kind === "foreign-work");
  if (beside) return reasonOf(beside, report);
  const words = story.disposition.for.slice(0, 5).map((blocker) => {
    const name = nameOf(blocker.story, report);
    if (blocker.kind === "pull-request") return `${name} (#${blocker.number} to be merged)`;
    const needed = report.stories.get(blocker.story);
    const isReady = needed?.disposition.kind === "ready";
    const isOut = needed?.disposition.kind === "excluded";
    if (isOut) return `${name} (left out)`;
    return isReady && report.sprint.startsNow.includes(blocker.story) ? `${name} (starts now)` : name;
  });
  const rest = story.disposition.for.length - words.length;
  return `needs ${words.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Conflicts among the stories that can run, other than those the list above them names already. */
function apart(report: Report): readonly string[] {
  const { plan, startsNow } = report.sprint;
  const later = ofKind("ready", report)
    .filter(({ key }) => !startsNow.includes(key))
    .slice(0, MOST_COMPARED);
  const pairs = later.flatMap(({ key: one }, index) =>
    later.slice(index + 1).flatMap(({ key: other }) => {
      const conflict = plan.conflicts.between(one, other);
      const [first, second] = conflict?.stories ?? [one, other];
      return conflict
        ? [
            {
              name: `${nameOf(first, report)} × ${nameOf(second, report)}`,
              title: "",
              reason: reasonOf(conflict, report),
            },
          ]
        : [];
    }),
  );
  return list(pairs, report, PAIRS_SHOWN);
}

/** Two stories about which one would ask: kept apart where there are such. */
function tellingPair(report: Report): readonly StoryKey[] {
  const ready = ofKind("ready", report).slice(0, MOST_COMPARED);
  for (const [index, { key }] of ready.entries()) {
    const other = ready.slice(0, index).find((one) => report.sprint.plan.conflicts.between(one.key, key));
    if (other) return [other.key, key];
  }
  return ready.slice(0, 2).map(({ key }) => key);
}

function hints(report: Report): readonly string[] {
  const { sprint, screen } = report;
  const open = sprint.plan.stories.filter((story) => !isDone(story));
  const waiting =
    ofKind("waits", report)[0] ?? open.findLast(({ key }) => !sprint.startsNow.includes(key)) ?? open[0];
  const [one, other] = tellingPair(report);
  const lines = [
    ...(waiting ? [`batch-stories why ${nameOf(waiting.key, report)}${report.sameFolder}`] : []),
    ...(one && other
      ? [`batch-stories why ${nameOf(one, report)} ${nameOf(other, report)}${report.sameFolder}`]
      : []),
  ];
  const unseen = "Open pull requests are not seen from here; on GitHub the plan counts them too.";
  return [
    ...lines.map((line, index) => `${index === 0 ? "More: " : "      "}${paint("cyan", line, screen)}`),
    ...(sprint.snapshot.pullRequests.length > 0 ? [] : paragraph(unseen, screen, { style: "dim" })),
  ];
}

/** As they are expected to start; what nothing releases comes last. */
function inOrder(stories: readonly PlannedStory[], { courses }: Report): readonly PlannedStory[] {
  function startOf({ key }: PlannedStory): number {
    return courses.get(key)?.step ?? Infinity;
  }
  // Infinity minus itself is no number.
  return stories.toSorted((a, b) => (startOf(a) === startOf(b) ? 0 : startOf(a) - startOf(b)));
}

function courseText({ forecast, config }: PlannedSprint): string {
  const { work, length, held, stories } = forecast;
  if (work === 0 || stories.length < 2) return "";
  const rest =
    held.length > 0
      ? `; nothing here releases ${held.length} that ${held.length === 1 ? "waits" : "wait"}`
      : "";
  return (
    `Forecast: ${counted(work, "open task")} in ${counted(stories.length, "story", "stories")}; with ` +
    `${counted(config.maxWorkers, "worker")} they take as long as ${length} in a row${rest}.`
  );
}

export function planReport(sprint: PlannedSprint, options: ReportOptions): string {
  const { screen, showsAll } = options;
  const { plan, startsNow, snapshot, forecast } = sprint;
  const stories = new Map(plan.stories.map((story) => [story.key, story]));
  const courses = new Map(forecast.stories.map((story) => [story.key, story]));
  const report: Report = { ...options, sprint, names: shortNames(snapshot.board), stories, courses };
  const starting = startsNow.flatMap((key) => stories.get(key) ?? []);
  const turns = inOrder(ofKind("ready", report), report).filter(({ key }) => !startsNow.includes(key));
  const waits = inOrder(ofKind("waits", report), report);
  function section(
    title: string,
    members: readonly PlannedStory[],
    reason: (story: PlannedStory, of: Report) => string,
  ): readonly string[] {
    const lines = list(
      members.map((story) => row(story, reason(story, report), report)),
      report,
    );
    return headed(`${title} (${members.length})`, lines, screen);
  }
  const unusable = unusableLines(snapshot.board.unusableKeys ?? [], screen);
  const leftOut = [...leftOutLines(plan, report.names, options), ...unusable];
  const problems = listProblems(plan.problems, screen, showsAll ? Infinity : PROBLEMS_SHOWN);
  return page([
    paragraph(headline(report), screen, { style: "bold" }),
    facts(report),
    section("Starts now", starting, startReason),
    section("Follows", turns, turnReason),
    headed("Take turns", apart(report), screen),
    section("Waits", waits, needReason),
    headed("Left out", leftOut, screen),
    headed(`Problems: ${countProblems(plan.problems)}`, problems, screen),
    hints(report),
  ]);
}
