/** A sprint of realistic text: as long, as formatted and as entangled as public ones, from a fixed seed. */
import { seededRandom } from "../../test/support/seeded-random.ts";
import type { Random } from "../../test/support/seeded-random.ts";
import { storyText, titleOf } from "./story-text.ts";
import type { StoryOutline } from "./story-text.ts";

export interface GeneratedSprint {
  readonly boardPath: string;
  /** All files of the repository that are read, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Paths of the source tree beside them. */
  readonly tree: readonly string[];
}

const STORIES_PER_EPIC = 8;
const FOLDER = "docs/sprint-artifacts";
const MODULES = ["billing", "catalog", "search", "identity", "reports", "messages", "orders", "media"];
const LAYERS = ["routes", "services", "models", "components", "hooks", "store"];

function moduleOf(epic: number): string {
  const round = Math.floor((epic - 1) / MODULES.length);
  const name = MODULES[(epic - 1) % MODULES.length] ?? "core";
  return round === 0 ? name : `${name}-${round}`;
}

function moduleFiles(epic: number): readonly string[] {
  const name = moduleOf(epic);
  return LAYERS.flatMap((layer) =>
    Array.from({ length: 5 }, (_unused, index) => `src/${name}/${layer}/${name}-${layer}-${index + 1}.ts`),
  );
}

const SHARED_FILES = [
  "src/app.ts",
  "src/index.ts",
  "src/config/settings.ts",
  "src/lib/http-client.ts",
  "package.json",
];

function some<T>(random: Random, members: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, () => members[Math.floor(random() * members.length)]).filter(
    (member) => member !== undefined,
  );
}

function outlineOf(random: Random, index: number): StoryOutline {
  const epic = 1 + Math.floor(index / STORIES_PER_EPIC);
  const number = 1 + (index % STORIES_PER_EPIC);
  const needs = [
    ...(number > 1 && random() < 0.25 ? [`${epic}.${1 + Math.floor(random() * (number - 1))}`] : []),
    ...(epic > 1 && random() < 0.05 ? [`${epic - 1}.${1 + Math.floor(random() * STORIES_PER_EPIC)}`] : []),
  ];
  const files = [
    ...some(random, moduleFiles(epic), 4 + Math.floor(random() * 6)),
    ...(random() < 0.3 ? some(random, SHARED_FILES, 1) : []),
  ];
  const hasSchema = random() < 0.2;
  return { epic, number, module: moduleOf(epic), needs, files, hasSchema };
}

function keyOf(outline: StoryOutline): string {
  return `${outline.epic}-${outline.number}-${titleOf(outline).toLowerCase().replaceAll(" ", "-")}`;
}

function epicsText(outlines: readonly StoryOutline[]): string {
  const lines = ["# Epics", ""];
  for (const outline of outlines) {
    const { epic, number, module, needs } = outline;
    if (number === 1)
      lines.push(`## Epic ${epic}: The ${module} module`, "", `Everything about ${module}.`, "");
    lines.push(`### Story ${epic}.${number}: ${titleOf(outline)}`, "");
    lines.push(`As a user, I want ${titleOf(outline).toLowerCase()}, so that ${module} helps me.`, "");
    if (needs.length > 0)
      lines.push(`**Prerequisites:** ${needs.map((need) => `Story ${need}`).join(", ")}`, "");
  }
  return lines.join("\n");
}

function boardText(outlines: readonly StoryOutline[]): string {
  const lines = ["project: shop", "tracking_system: file-system", "", "development_status:"];
  for (const outline of outlines) {
    if (outline.number === 1) lines.push(`  epic-${outline.epic}: in-progress`);
    lines.push(`  ${keyOf(outline)}: ready-for-dev`);
  }
  return `${lines.join("\n")}\n`;
}

/** `size` open stories of about 15 kB each. */
export function generateSprint(size: number, seed = 1): GeneratedSprint {
  const random = seededRandom(seed);
  const outlines = Array.from({ length: size }, (_unused, index) => outlineOf(random, index));
  const boardPath = `${FOLDER}/sprint-status.yaml`;
  const texts = new Map<string, string>([[boardPath, boardText(outlines)]]);
  texts.set("docs/epics.md", epicsText(outlines));
  for (const outline of outlines) {
    texts.set(`${FOLDER}/${keyOf(outline)}.md`, storyText(random, outline));
  }
  const epics = outlines.at(-1)?.epic ?? 0;
  const files = Array.from({ length: epics }, (_unused, index) => moduleFiles(index + 1)).flat();
  return { boardPath, texts, tree: [...SHARED_FILES, ...files] };
}
