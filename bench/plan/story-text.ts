import type { Random } from "../../test/support/seeded-random.ts";

export interface StoryOutline {
  readonly epic: number;
  readonly number: number;
  readonly module: string;
  /** `3.2`, as people write it. */
  readonly needs: readonly string[];
  readonly files: readonly string[];
  readonly hasSchema: boolean;
}

const CHARACTERS = 15_000;
const TITLES = [
  "List view",
  "Detail page",
  "Bulk edit",
  "Import wizard",
  "Access rules",
  "Audit trail",
  "Export",
  "Alerts",
];
const NOUNS =
  "customer order invoice filter session report draft status list page token limit event queue".split(" ");
const VERBS = "shows keeps sends checks updates validates groups sorts stores retries rejects logs".split(
  " ",
);
const ENDS = [
  "at once",
  "for every role",
  "without a reload",
  "in the right order",
  "after a failure",
  "on small screens",
];

export function titleOf({ number, module }: StoryOutline): string {
  return `${module.charAt(0).toUpperCase()}${module.slice(1)} ${(TITLES[number - 1] ?? "Work").toLowerCase()}`;
}

function word(random: Random, words: readonly string[]): string {
  return words[Math.floor(random() * words.length)] ?? "";
}

function sentence(random: Random): string {
  const [first, verb, second] = [word(random, NOUNS), word(random, VERBS), word(random, NOUNS)];
  return `The ${first} ${verb} the ${second} ${word(random, ENDS)}.`;
}

function paragraph(random: Random): string {
  return Array.from({ length: 4 }, () => sentence(random)).join(" ");
}

function criteria(random: Random, { module }: StoryOutline): readonly string[] {
  return Array.from({ length: 8 }, (_unused, index) => {
    const route = index % 4 === 0 ? ` through \`GET /api/${module}/:id\`` : "";
    const [first, second] = [sentence(random), sentence(random)];
    return `${index + 1}. **Given** a signed-in user **When** the page opens${route} **Then** ${first} ${second}\n`;
  });
}

function tasks(random: Random, { files, module, hasSchema }: StoryOutline): readonly string[] {
  const changed = files.flatMap((file, index) => [
    `- [ ] Task ${index + 1}: ${index % 2 === 0 ? "Create" : "Update"} \`${file}\` (AC: #${1 + (index % 8)})`,
    ...Array.from({ length: 4 }, (_unused, sub) => `  - [ ] ${index + 1}.${sub + 1}: ${sentence(random)}`),
  ]);
  const schema = `- [ ] Add the migration \`db/migrations/${module}_fields.sql\` with a new column`;
  return [...changed, ...(hasSchema ? [schema] : []), `- [ ] Write tests for \`POST /api/${module}\``];
}

function code(random: Random): readonly string[] {
  const [type, field] = [word(random, NOUNS), word(random, NOUNS)];
  return [
    "```typescript",
    `interface ${type}Props {`,
    `  ${field}: string;`,
    "  onChange(): void;",
    "}",
    "```",
    "",
  ];
}

function notes(random: Random, { module, files }: StoryOutline): readonly string[] {
  const [file = "src/app.ts"] = files;
  return [
    `- **Pattern**: follow \`src/${module}/services\`; ${sentence(random)}`,
    `- [Source: docs/architecture.md#${module}] ${sentence(random)}`,
    `The table of ${module} is read by \`${file}\`. ${paragraph(random)}`,
    "",
    ...code(random),
    paragraph(random),
    "",
  ];
}

/** One story file of about 15 kB, with all the sections of the usual template. */
export function storyText(random: Random, outline: StoryOutline): string {
  const { epic, number, module, needs } = outline;
  const lines = [
    `# Story ${epic}.${number}: ${titleOf(outline)}`,
    "",
    "Status: ready-for-dev",
    "",
    "## Story",
    "",
    `As a user,\nI want ${titleOf(outline).toLowerCase()},\nso that ${module} helps me.`,
    "",
    ...(needs.length > 0
      ? [`**Prerequisites:** ${needs.map((need) => `Story ${need}`).join(", ")}`, ""]
      : []),
    "## Acceptance Criteria",
    "",
    ...criteria(random, outline),
    "## Tasks / Subtasks",
    "",
    ...tasks(random, outline),
    "",
    "## Dev Notes",
    "",
  ];
  let length = lines.join("\n").length;
  while (length < CHARACTERS) {
    const more = notes(random, outline);
    lines.push(...more);
    length += more.join("\n").length + 1;
  }
  lines.push("## Dev Agent Record", "", "### Agent Model Used", "", "### File List", "");
  return lines.join("\n");
}
