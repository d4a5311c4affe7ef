/**
 * `npm run bench:schedule [-- --json FILE]`: makespan over a lower bound, ours beside the rule the
 * project began with (`seeds`).
 */
import { writeFileSync } from "node:fs";
import { readOptions } from "../read-options.ts";
import { measureSchedules } from "./measure-schedules.ts";

const HELP = `npm run bench:schedule -- [--json FILE]

Simulates random sprints: makespan over a lower bound, ours beside the first rule (seeds).
  --json FILE  writes all figures
  --help       this text
`;

const SIZES = [
  { stories: 20, workers: 3, sprints: 1000 },
  { stories: 20, workers: 8, sprints: 1000 },
  { stories: 60, workers: 3, sprints: 200 },
  { stories: 60, workers: 8, sprints: 200 },
  { stories: 200, workers: 3, sprints: 20 },
  { stories: 200, workers: 8, sprints: 20 },
];

function measure(json: string | undefined): void {
  process.stdout.write("stories x workers, sprints: makespan / lower bound\n");
  const results: Record<string, unknown> = {};
  for (const { sprints, ...size } of SIZES) {
    const ratios = measureSchedules(size, sprints);
    const name = `${size.stories}x${size.workers}`;
    results[name] = ratios;
    const columns = Object.entries(ratios).map(([rule, ratio]) => `${rule} ${ratio.toFixed(3)}`);
    process.stdout.write(`${name.padEnd(8)} ${String(sprints).padStart(5)}   ${columns.join("   ")}\n`);
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
}

const OPTIONS = { json: { type: "string" }, help: { type: "boolean" } } as const;
const options = readOptions({ options: OPTIONS }, HELP);
if (options) measure(options.json);
