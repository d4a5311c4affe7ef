import { expect, test } from "vitest";
import { createGitHubApi } from "../../../../src/adapters/github/github-api.ts";
import { createRuns } from "../../../../src/adapters/github/runs.ts";

function aJob(name: string, attempt: number, conclusion: string): object {
  return { name, run_attempt: attempt, status: "completed", conclusion, steps: [] };
}

test("the newest of each job counts, up to the attempt that is asked for", async () => {
  const asked: unknown[] = [];
  const jobs = [
    aJob("story a / pipeline", 1, "failure"),
    aJob("story a / pipeline", 3, "success"),
    aJob("story a / pipeline", 2, "cancelled"),
    aJob("story b / pipeline", 1, "success"),
    aJob("plan", 4, "success"),
  ];
  const api = createGitHubApi({
    async request(_route, parameters) {
      asked.push(parameters?.["filter"]);
      return { status: 200, data: { jobs }, headers: {} };
    },
  });
  const runs = createRuns(api, { owner: "o", name: "r" });

  const seen = await runs.jobs(7, 3);

  expect(seen.map(({ name, conclusion }) => [name, conclusion])).toEqual([
    ["story a / pipeline", "success"],
    ["story b / pipeline", "success"],
  ]);
  expect(asked).toEqual(["all"]);
});

test("all artifacts of a run are read, however many its stories left behind", async () => {
  const count = 2345;
  const api = createGitHubApi({
    async request(_route, parameters) {
      const page = Number(parameters?.["page"]);
      const ids = Array.from({ length: Math.min(100, count - (page - 1) * 100) }, (_, at) => page * 100 + at);
      const artifacts = ids.map((id) => ({ id, name: `a${id}`, digest: "sha256:0", size_in_bytes: 1 }));
      return { status: 200, data: { artifacts }, headers: { link: '<https://x>; rel="next"' } };
    },
  });

  const found = await createRuns(api, { owner: "o", name: "r" }).artifacts(7);

  expect(new Set(found.map(({ id }) => id)).size).toBe(count);
});
