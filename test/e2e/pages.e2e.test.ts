import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM, openChromium } from "../../scripts/open-chromium.ts";
import { startEmbeddedGitHub, type EmbeddedGitHub } from "../../src/embedded-github/start-embedded-github.ts";
import { ALARM, crawlPages } from "../support/crawl-pages.ts";
import {
  answersOn,
  APP_LOGIN,
  batchWhen,
  closeStage,
  eventually,
  isOver,
  openStage,
  orchardFiles,
  say,
  storyOf,
  type Said,
  type TestStage,
} from "../support/e2e-stage.ts";

const STORY = "2-4-bulk-discount";
const STORY_PATH = `_bmad-output/implementation-artifacts/${STORY}.md`;

/** Breaks out of text, attributes, links and diagrams, wherever nobody is careful. */
const ATTACK = `"'><img src=x onerror="window.${ALARM}=1;alert(1)"><script>window.${ALARM}=1;alert(1)</script>`;
const LINKS = `[x](javascript:window.${ALARM}=1) <a href="javascript:window.${ALARM}=1" onclick="window.${ALARM}=1">y</a>`;

/** Tags in every way in which Mermaid might be made to read them, and links that run. */
const DIAGRAM = [
  `<img src=x onerror=window.${ALARM}=1>`,
  `#lt;img src=x onerror=window.${ALARM}=1#gt;`,
  `&lt;img src=x onerror=window.${ALARM}=1&gt;`,
  `&amp;lt;img src=x onerror=window.${ALARM}=1&amp;gt;`,
  `#60;img src=x onerror=window.${ALARM}=1#62;`,
  `%3Cimg src=x onerror=window.${ALARM}=1%3E`,
  "harmless",
]
  .map((label) => diagramOf(label))
  .join("\n\n");

function diagramOf(label: string): string {
  const click = `click a href "javascript:window.${ALARM}=1"\n  click b call alert(1)`;
  return `\`\`\`mermaid\ngraph LR\n  a["${label}"] --> b\n  ${click}\n\`\`\``;
}

const chromium = await findChromium();
/** Stands in the names of tests that are skipped. */
const WHERE = chromium === undefined ? ` (not looked at: ${NO_CHROMIUM})` : "";

describe("the pages of a batch", () => {
  let stage: TestStage;
  let said: Said;

  beforeAll(async () => {
    const files = await orchardFiles();
    const story = files.get(STORY_PATH)?.toString("utf8") ?? "";
    files.set(STORY_PATH, Buffer.from(story.replace(/^# .*$/mu, `# Story 2.4: Discount ${ATTACK}`)));
    files.set("README.md", Buffer.from(`# ${ATTACK}\n\n${LINKS}\n\n${DIAGRAM}\n`));
    stage = await openStage({ name: "orchard", files });
    said = say(stage, `/batch-stories run --stories ${STORY}`);
    await batchWhen(stage, said, (one) => storyOf(one, STORY).attempts.some(({ runId }) => runId !== null));
    await stepsDone(stage);
    const batch = await batchWhen(stage, said, (one) => storyOf(one, STORY).pullRequest !== null);
    await stage.person.merge(storyOf(batch, STORY).pullRequest ?? 0);
    await batchWhen(stage, said, isOver);
  });

  afterAll(async () => {
    await closeStage(stage);
  });

  async function page(path: string): Promise<string> {
    const answer = await fetch(`${stage.github.url}/${stage.name}${path}`);
    expect(answer.status).toBe(200);
    return answer.text();
  }

  test("show the tracking comment as it stands", async () => {
    const [comment = ""] = answersOn(stage, said.issue);
    const text = await page(`/issues/${said.issue}`);

    expect(comment).toContain(STORY);
    expect(text).toContain(`<strong class="person">${APP_LOGIN.replace("[bot]", "")}</strong>`);
    expect(text).toContain(`<code>${STORY}</code>`);
    expect(text).toMatch(/<h3 id="[^"]*">✅ Batch complete/u);
    expect(text).not.toContain("batch-stories:tracking");
  });

  test("show the pull request, what it changes and who merged it", async () => {
    const [pull] = stage.github.world.pullRequests.list(stage.repository);
    const text = await page(`/pull/${pull?.issue.number}`);

    expect(text).toContain("Merged</span>");
    expect(text).toContain(`feat(${STORY}): Discount`);
    expect(text).toContain('<tr class="added">');
    expect(text).toContain("17 of 17 checks hold");
    expect(text).toMatch(/<strong class="person">maria<\/strong>\s*merged this/u);
  });

  test("show the run with the jobs of the called workflows, and each phase as a step", async () => {
    const [run] = stage.github.world.runs.list(stage.repository);
    const text = await page(`/actions/runs/${run?.id}`);
    const pipeline = run?.jobs.find(({ name }) => name.endsWith("/ pipeline"));
    const job = await page(`/actions/runs/${run?.id}/job/${pipeline?.id}`);

    expect(text).toContain(`<h3>batch / story ${STORY}</h3>`);
    for (const name of ["pipeline", "prove", "deliver"])
      expect(text).toMatch(new RegExp(`</svg>\\s*${name}</a`, "u"));
    expect(text).toMatch(/evidence--2-4-bulk-discount--a1--r1--final<\/a>/u);
    for (const phase of ["PREPARE", "BUILD", "VERIFY", "ASSESS", "REFINE", "COMMIT", "REFLECT"]) {
      expect(job).toContain(`<span class="step-name">${phase}`);
    }
  });

  test("hand out artifacts whose bytes have the digest that is shown", async () => {
    const [run] = stage.github.world.runs.list(stage.repository);
    const text = await page(`/actions/runs/${run?.id}`);
    const [, address = "", digest = ""] =
      /href="([^"]*\/artifacts\/\d+)" download[\s\S]*?>sha256:([0-9a-f]{64})</u.exec(text) ?? [];
    const bytes = await (await fetch(`${stage.github.url}${address}`)).arrayBuffer();
    const { createHash } = await import("node:crypto");

    expect(createHash("sha256").update(Buffer.from(bytes)).digest("hex")).toBe(digest);
  });

  test.skipIf(chromium === undefined)(
    `let nothing run that a story's title and the files bring${WHERE}`,
    async () => {
      const browser = await openChromium(chromium ?? "");
      try {
        const { visited, alarms } = await crawlPages(browser.context, {
          origin: stage.github.url,
          below: `/${stage.name}`,
          // The files of other branches and commits are those of main, or are shown as changes.
          skip: /\/(?:tree|blob|raw|commits)\/(?!main\b)/u,
        });

        expect(alarms).toEqual([]);
        expect(visited.length).toBeGreaterThan(30);
      } finally {
        await browser.close();
      }
    },
  );
});

describe.skipIf(chromium === undefined)(`pages of a hostile world${WHERE}`, () => {
  const NAME = "octo/hostile";
  let github: EmbeddedGitHub;

  beforeAll(async () => {
    github = await startEmbeddedGitHub();
    await fillWithHostility(github, NAME);
  });

  afterAll(async () => {
    await github.stop();
  });

  test("run nothing, whatever people, branches, files, runs and logs are called and say", async () => {
    const browser = await openChromium(chromium ?? "");
    try {
      const { visited, alarms } = await crawlPages(browser.context, {
        origin: github.url,
        below: "/",
        skip: /\/(?:tree|blob|raw|commits)\/[0-9a-f]{40}/u,
      });
      const kinds = [
        "/issues/",
        "/pull/",
        "/commit/",
        "/tree/",
        "/blob/",
        "/actions/runs/",
        "/job/",
        "/branches",
      ];

      expect(alarms).toEqual([]);
      expect(kinds.filter((kind) => !visited.some((address) => address.includes(kind)))).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test("draw a diagram with a strict Mermaid", async () => {
    const browser = await openChromium(chromium ?? "");
    try {
      const page = await browser.context.newPage();
      await page.goto(`${github.url}/${NAME}`);
      await page.waitForSelector('html[data-drawn="yes"]', { state: "attached" });
      const drawings = page.locator(".diagram svg");

      expect(await drawings.last().textContent()).toContain("harmless");
      expect(await drawings.count()).toBe(6);
      expect(await page.locator(".diagram img, .diagram foreignObject, .diagram script").count()).toBe(0);
      expect(await page.locator(".diagram a[href], .diagram a[*|href]").count()).toBe(0);
    } finally {
      await browser.close();
    }
  });

  test("look again by themselves, and keep open what was open", async () => {
    const browser = await openChromium(chromium ?? "");
    try {
      const { world } = github;
      const number = world.openIssue(NAME, {
        title: "live",
        body: "<details><summary>fold</summary>in</details>",
        by: "eve",
      });
      const page = await browser.context.newPage();
      await page.goto(`${github.url}/${NAME}/issues/${number}`);
      await page.locator("summary", { hasText: "fold" }).click();
      world.comment(NAME, number, { body: "news from elsewhere", by: "eve" });
      await page.getByText("news from elsewhere").waitFor({ timeout: 15_000 });

      expect(await page.locator("details[open] > summary", { hasText: "fold" }).count()).toBe(1);
    } finally {
      await browser.close();
    }
  });
});

/** The longest stretch of a batch: the seven phases. */
async function stepsDone(stage: TestStage): Promise<void> {
  const { runs } = stage.github.world;
  await eventually(stage, "an end of the pipeline", () => {
    const jobs = runs.list(stage.repository).flatMap((run) => run.jobs);
    return jobs.find(({ name, status }) => name.endsWith("/ pipeline") && status === "completed");
  });
}

async function fillWithHostility(github: EmbeddedGitHub, name: string): Promise<void> {
  const { world } = github;
  const eve = `eve${ATTACK}`;
  const path = `src/${ATTACK.replaceAll("/", "")}.js`;
  const branch = `feat/"'><svg/onload=window.${ALARM}=1>`;
  const workflow = [
    `name: ${JSON.stringify(ATTACK)}`,
    `run-name: ${JSON.stringify(`run ${ATTACK}`)}`,
    "on: { workflow_dispatch: { inputs: { what: { type: string } } } }",
    "jobs:",
    "  one:",
    `    name: ${JSON.stringify(`job ${ATTACK}`)}`,
    "    runs-on: ubuntu-latest",
    "    steps:",
    `      - name: ${JSON.stringify(`step ${ATTACK}`)}`,
    "        env:",
    `          ATTACK: ${JSON.stringify(ATTACK)}`,
    '        run: echo "$ATTACK"; echo "::group::$ATTACK"; echo "::endgroup::"; echo "::error::$ATTACK"; echo "$ATTACK" >> "$GITHUB_STEP_SUMMARY"; exit 1',
  ].join("\n");
  const [owner = "", repo = ""] = name.split("/");
  const repository = await world.createRepository({
    owner,
    name: repo,
    files: new Map([
      [".github/workflows/w.yml", workflow],
      ["README.md", `${ATTACK}\n\n${LINKS}\n\n${DIAGRAM}\n`],
      [path, `${ATTACK}\n`],
      [
        "picture.svg",
        `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`,
      ],
    ]),
  });
  world.setPermission(name, eve, "admin");
  world.setPermission(name, "eve", "admin");
  const main = await repository.git.resolve("refs/heads/main");
  await repository.git.swapRef(`refs/heads/${branch}`, "0".repeat(40), main ?? "");
  await world.commitFiles(name, {
    branch,
    files: new Map([[path, `${ATTACK} changed\n`]]),
    message: `${ATTACK}\n\n${ATTACK}`,
    by: eve,
  });
  const texts = [ATTACK, LINKS, DIAGRAM, `> [!NOTE]\n> ${ATTACK}`, `| ${ATTACK} |\n| - |\n| ${LINKS} |`].join(
    "\n\n",
  );
  const issue = world.openIssue(name, { title: ATTACK, body: texts, by: eve });
  world.comment(name, issue, { body: `@${eve} #1 ${texts}`, by: eve });
  const pull = await world.pullRequests.open(
    repository,
    { title: ATTACK, body: texts, head: branch, base: "main", draft: false },
    world.actor(eve),
  );
  world.issues.edit(pull.issue, { labels: [ATTACK] }, world.actor(eve));
  world.reviewPullRequest(name, pull.issue.number, { state: "COMMENTED", body: texts, by: "mallory" });
  const [found] = await world.runs.workflows(repository);
  if (!found) throw new Error("the hostile workflow is not seen");
  const run = await world.runs.dispatch(
    repository,
    { workflow: found, ref: "main", inputs: { what: ATTACK } },
    world.actor(eve),
  );
  while (run.status !== "completed") await new Promise((wake) => setTimeout(wake, 50));
  if (run.jobs.length === 0) throw new Error(JSON.stringify(run.annotations));
}
