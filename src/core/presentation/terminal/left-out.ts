/** Stories that are left out, by reason: the reason once, the stories by their short names. */
import type { ExclusionReason, Plan } from "../../planning/plan.ts";
import { EXCLUSION_WORDS } from "../plan/plan-text.ts";
import { INDENT, paragraph } from "./layout.ts";
import type { Screen } from "./screen.ts";

/** What to do about it, where the words do not say it. */
const REMEDIES: Readonly<Partial<Record<ExclusionReason, string>>> = {
  "no-story-file": "write their files; `why` names where they are looked for",
  "no-tasks": "add tasks to their files, one `- [ ] …` a line",
  "epic-not-contexted": "set the epic to `contexted` on the board",
  "epic-blocked": "set the epic to `in-progress` when nothing blocks it",
  "blocked-on-board": "set them to `ready-for-dev` when nothing blocks them",
  "in-progress-elsewhere": "set them to `ready-for-dev` if nobody works on them",
  "in-review": "finish the reviews: set them to `done`, or write down what is to be done again",
  "open-pull-request": "merge or close the pull requests",
  "dependency-problem": "the problems below name the lines",
  unreadable: "`why` names what cannot be read",
};

const NAMES_SHOWN = 40;

/** What stands on the board as a story and cannot be one, so that every entry is accounted for. */
export function unusableLines(keys: readonly string[], screen: Screen): readonly string[] {
  if (keys.length === 0) return [];
  const shown = keys.slice(0, 5).map((key) => key.slice(0, 60).replaceAll(/\p{C}/gu, " "));
  const more = keys.length > shown.length ? ` and ${keys.length - shown.length} more` : "";
  const head = `${INDENT}cannot be stories until their keys are renamed (${keys.length}): `;
  return paragraph(`${shown.join(", ")}${more}`, screen, { first: head, rest: INDENT + INDENT });
}

/** Finished stories last: nobody has to do anything about them. */
function inOrder(groups: ReadonlyMap<ExclusionReason, readonly string[]>): readonly ExclusionReason[] {
  const quiet: readonly ExclusionReason[] = ["filtered-out", "done"];
  return [...groups.keys()].toSorted((a, b) => quiet.indexOf(a) - quiet.indexOf(b));
}

export function leftOutLines(
  plan: Plan,
  names: ReadonlyMap<string, string>,
  options: { readonly screen: Screen; readonly showsAll: boolean },
): readonly string[] {
  const { screen, showsAll } = options;
  const groups = new Map<ExclusionReason, string[]>();
  for (const { key, disposition } of plan.stories) {
    if (disposition.kind !== "excluded") continue;
    const name = names.get(key) ?? key;
    const group = groups.get(disposition.because);
    if (group) group.push(name);
    else groups.set(disposition.because, [name]);
  }
  return inOrder(groups).flatMap((because) => {
    const all = groups.get(because) ?? [];
    const shown = showsAll ? all : all.slice(0, NAMES_SHOWN);
    const more = all.length > shown.length ? ` and ${all.length - shown.length} more` : "";
    const head = `${INDENT}${EXCLUSION_WORDS[because]} (${all.length}): `;
    const list = paragraph(`${shown.join(", ")}${more}`, screen, { first: head, rest: INDENT + INDENT });
    const remedy = REMEDIES[because];
    if (remedy === undefined) return list;
    return [...list, ...paragraph(`→ ${remedy}`, screen, { first: INDENT + INDENT, style: "dim" })];
  });
}
