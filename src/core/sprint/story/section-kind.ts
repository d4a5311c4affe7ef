export type SectionKind =
  | "preamble"
  | "status"
  | "tasks"
  | "criteria"
  | "dependencies"
  /** Other stories that need this one. */
  | "dependents"
  | "follow-ups"
  | "review"
  | "checklist"
  /** Written after the work: record, file list, change log. */
  | "afterwards"
  | "references"
  | "other";

/** First match wins; titles come lower-cased, without leading numbers, emoji and marks. */
const TITLES: readonly (readonly [RegExp, SectionKind])[] = [
  [/^(?:\[?ai[- ]?review\]? |review )?follow[- ]?ups?\b|^review follow/u, "follow-ups"],
  [/^(?:pre-?review|definition of done|dod\b|quality gates?|checklist|story (?:start|done))/u, "checklist"],
  [/checklist$|^before marking/u, "checklist"],
  [/^(?:senior developer review|(?:ai |adversarial |senior )?(?:code )?review\b)/u, "review"],
  [/^(?:qa results|design review)/u, "review"],
  [/^acceptance criteria (?:coverage|validation|verification)|^task completion/u, "afterwards"],
  [/^(?:dev agent record|file list|change ?log|completion notes|debug log|agent model)/u, "afterwards"],
  [
    /^(?:files? (?:modified|changed|created|touched)|modified files|implementation (?:summary|record))/u,
    "afterwards",
  ],
  [/^(?:spec change log|auto run result|challenges|lessons|status history|retrospective)/u, "afterwards"],
  [/depends? on this|^downstream|^blocks\b|^enables\b|^unblocks\b|^dependents/u, "dependents"],
  [
    /^(?:\w{1,20} )?(?:dependenc(?:y|ies)|prerequisites?)\b|^(?:this story )?(?:depends on|requires)\b/u,
    "dependencies",
  ],
  [/^blocked by|^upstream/u, "dependencies"],
  [/^acceptance criteria/u, "criteria"],
  [/^(?:references|sources)\b/u, "references"],
  [/^status\b/u, "status"],
  [/\b(?:sub)?tasks?\b/u, "tasks"],
];

/** What a heading's title says about its section; undefined when it says nothing. */
export function sectionKind(title: string): SectionKind | undefined {
  const plain = title
    .slice(0, 120)
    .toLowerCase()
    .replace(/^[^a-z[]+/u, "");
  return TITLES.find(([pattern]) => pattern.test(plain))?.[1];
}
