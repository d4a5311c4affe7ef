/**
 * `npm run bench:plan [-- --json FILE]`: time and memory of planning, ours beside the rules the project
 * began with (`seeds`). Each measurement has a process of its own: it is cold, and its memory its own.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { readOptions, refuse } from "../read-options.ts";
import { generateSprint } from "./generated-sprint.ts";
import { measureOurs, measureSeeds } from "./measure-plan.ts";

const HELP = `npm run bench:plan -- [--json FILE]

Time and memory of planning generated sprints, ours beside the first rules (seeds).
  --json FILE  writes all figures
  --rule NAME  measures only this rule (ours or seeds), in this process; needs --size
  --size N     stories of that sprint
  --help       this text
`;

const SIZES = [100, 1000, 10_000];
/** Their time grows with the square of the stories: 10,000 would take a hundred times what 1,000 take. */
const MOST_FOR_SEEDS = 1000;
const REPLANNED = 1000;

interface Cost {
  readonly ms: number;
  readonly mb: number;
  readonly replanMs?: number;
}

function costOf(ms: number, replanMs?: number): Cost {
  const mb = Math.round(process.resourceUsage().maxRSS / 1024);
  return { ms: Math.round(ms), mb, ...(replanMs === undefined ? {} : { replanMs: Math.round(replanMs) }) };
}

async function measureHere(rule: string, size: number): Promise<Cost> {
  const sprint = generateSprint(size);
  if (rule === "seeds") return costOf(measureSeeds(sprint));
  const { ms, replanMs } = await measureOurs(sprint);
  return costOf(ms, replanMs);
}

function measureApart(rule: string, size: number): Cost {
  const script = process.argv[1] ?? "";
  const child = ["--import", "tsx", script, "--rule", rule, "--size", `${size}`];
  const cost: Cost = JSON.parse(execFileSync(process.execPath, child, { encoding: "utf8" }));
  process.stdout.write(
    `${rule.padEnd(6)} ${String(size).padStart(6)} stories ${String(cost.ms).padStart(8)} ms ${String(cost.mb).padStart(6)} MB\n`,
  );
  return cost;
}

function measureAll(json: string | undefined): void {
  const ours: Record<string, Pick<Cost, "ms" | "mb">> = {};
  const seeds: Record<string, Pick<Cost, "ms" | "mb">> = {};
  let again = 0;
  for (const size of SIZES) {
    const { ms, mb, replanMs = 0 } = measureApart("ours", size);
    ours[size] = { ms, mb };
    if (size === REPLANNED) again = replanMs;
    if (size <= MOST_FOR_SEEDS) seeds[size] = measureApart("seeds", size);
    else process.stderr.write(`seeds  ${String(size).padStart(6)} stories: left out, it would take hours\n`);
  }
  process.stdout.write(`again after one of ${REPLANNED} stories changed: ${again} ms\n`);
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ ours, seeds, replanMs: again }, null, 2)}\n`);
  }
}

const OPTIONS = {
  json: { type: "string" },
  rule: { type: "string" },
  size: { type: "string" },
  help: { type: "boolean" },
} as const;

async function run({ rule, size, json }: Readonly<Record<"rule" | "size" | "json", string | undefined>>) {
  if (rule === undefined && size === undefined) return measureAll(json);
  if (rule !== "ours" && rule !== "seeds") return refuse("--rule is ours or seeds.");
  const stories = Number(size);
  if (!Number.isInteger(stories) || stories < 1) return refuse("--size is a whole number from 1 on.");
  process.stdout.write(JSON.stringify(await measureHere(rule, stories)));
}

const options = readOptions({ options: OPTIONS }, HELP);
if (options) await run({ rule: options.rule, size: options.size, json: options.json });
