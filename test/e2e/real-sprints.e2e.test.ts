/** Sprints that nobody here wrote: each runs through the whole product, five stories of it. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { DemoResult } from "../../src/cli/demo/demo-result.ts";
import { corpusRoot, hasCorpus } from "../contract/corpus/corpus.ts";
import { ROOT } from "../support/source-files.ts";

const run = promisify(execFile);

/** Three languages, three places for the board, three ways of writing tasks. */
const SPRINTS = ["Alberto-Codes__docvet", "AXOVIA-ASPEN__flipper-ai", "CSmithy89__ai-business-hub"];

async function rehearse(sprint: string): Promise<DemoResult> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-"));
  try {
    const json = join(folder, "result.json");
    const words = [
      "--sprint",
      join(corpusRoot(), sprint),
      "--fresh",
      "--limit",
      "5",
      "--quiet",
      "--json",
      json,
    ];
    await run("npm", ["run", "--silent", "demo", "--", ...words], { cwd: ROOT });
    return JSON.parse(await readFile(json, "utf8")) as DemoResult;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!hasCorpus())("a real sprint", () => {
  test.each(SPRINTS)("%s brings five stories to a merged pull request", async (sprint) => {
    const { batch, stories } = await rehearse(sprint);

    expect(batch.status).toBe("finished");
    expect(stories.map(({ outcome }) => outcome)).toEqual(Array(5).fill("merged"));
    expect(new Set(stories.map(({ pullRequest }) => pullRequest)).size).toBe(5);
  });
});
