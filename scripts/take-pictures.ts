/**
 * Photographs a real demo: the tracking comment halfway and at the end, and every kind of page.
 * What documents show is written to docs/pictures, the rest to .cache/pictures, which is ignored.
 */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { findChromium, NO_CHROMIUM, openChromium } from "./open-chromium.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SHOWN = join(ROOT, "docs", "pictures");
const OTHERS = join(ROOT, ".cache", "pictures");

/** The comment on an issue that the app keeps live. */
const COMMENT = "article.comment:has(.label.bot)";
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1280, height: 900 };

const NO_EMOJI =
  "No font here draws emoji, and the pictures would show boxes. Install one (on Debian: apt-get install fonts-noto-color-emoji).";

interface Demo {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  readonly lines: AsyncIterable<string>;
}

function startDemo(): Demo {
  const args = ["--import", "tsx", "src/cli/main.ts", "demo", "--keep"];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  return { child, lines: createInterface({ input: child.stdout }) };
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector('html[data-drawn="yes"]', { timeout: 20_000, state: "attached" });
}

/** Runs in the page. A font with emoji draws them in colours; whatever stands in for one is grey. */
const DRAWS_EMOJI = `(() => {
  const context = document.createElement("canvas").getContext("2d");
  context.font = "40px sans-serif";
  context.fillText("🟣", 0, 40);
  const { data } = context.getImageData(0, 0, 60, 60);
  return data.some((value, index) => index % 4 === 0 && value !== data[index + 1]);
})()`;

async function keep(path: string): Promise<void> {
  const { size } = await stat(path);
  console.log(`${path.slice(ROOT.length)}  ${(size / 1024).toFixed(0)} kB`);
}

async function takeElement(page: Page, selector: string, path: string): Promise<void> {
  await page.locator(selector).first().screenshot({ path });
  await keep(path);
}

async function takePage(page: Page, path: string): Promise<void> {
  await page.screenshot({ path, fullPage: true });
  await keep(path);
}

/** The first pull request says that there is something to see while the others go on. */
async function watch(demo: Demo, page: Page): Promise<readonly string[]> {
  let issue: string | undefined;
  let isHalfway = false;
  const addresses: string[] = [];
  for await (const line of demo.lines) {
    console.log(line);
    issue ??= /watch it in a browser: (\S+)/u.exec(line)?.[1];
    if (!isHalfway && issue !== undefined && line.includes("📬 pull request #3")) {
      isHalfway = true;
      await open(page, issue);
      await page.waitForTimeout(3000);
      await takeElement(page, COMMENT, join(OTHERS, "comment-halfway.png"));
    }
    const [, address] = /^ {2}\S.*\s(http:\/\/127\.0\.0\.1:\d+\/\S+)$/u.exec(line) ?? [];
    if (address !== undefined) addresses.push(address);
    if (line.startsWith("For programs")) return addresses;
  }
  throw new Error("The demo ended before there was something to photograph; it says why above.");
}

/** Names of pictures and the pages they show. */
async function pagesOf(page: Page, addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const [repository = "", issue = ""] = addresses;
  const [pull = ""] = addresses.filter((address) => address.includes("/pull/"));
  const [run = ""] = addresses.filter((address) => address.includes("/actions/runs/"));
  await open(page, run);
  const passed = await page.locator(".job:has(.icon-success) a").first().getAttribute("href");
  const failed = await page.locator(".job:has(.icon-failure) a").first().getAttribute("href");
  const origin = new URL(repository).origin;
  return new Map([
    ["home", `${origin}/`],
    ["repository", repository],
    ["file", `${repository}/blob/main/package.json`],
    ["commits", `${repository}/commits/main`],
    ["branches", `${repository}/branches`],
    ["issues", `${repository}/issues`],
    ["issue", issue],
    ["pulls", `${repository}/pulls`],
    ["pull", pull],
    ["pull-commits", `${pull}/commits`],
    ["pull-files", `${pull}/files`],
    ["actions", `${repository}/actions`],
    ["run", run],
    ["job-failed", `${origin}${failed}`],
    ["job-pipeline", `${origin}${passed}`],
    ["missing", `${repository}/nothing-here`],
  ]);
}

/** The last merges are shown a moment after the batch has ended: the app writes at GitHub's pace. */
async function settle(page: Page, issue: string): Promise<void> {
  await open(page, issue);
  let before = "";
  for (let look = 0; look < 20; look += 1) {
    const text = await page.locator(COMMENT).first().innerText();
    if (text === before) return;
    before = text;
    await page.waitForTimeout(4000);
  }
}

async function photograph(page: Page, addresses: readonly string[]): Promise<void> {
  const [, issue = ""] = addresses;
  await settle(page, issue);
  for (const [scheme, name] of [
    ["light", "tracking-comment.png"],
    ["dark", "tracking-comment-dark.png"],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page, issue);
    await takeElement(page, COMMENT, join(SHOWN, name));
  }
  await page.locator(`${COMMENT} details`).evaluateAll((parts) => {
    for (const part of parts) part.setAttribute("open", "");
  });
  await takeElement(page, COMMENT, join(OTHERS, "comment-unfolded-dark.png"));
  await page.emulateMedia({ colorScheme: "light" });
  for (const [name, address] of await pagesOf(page, addresses)) {
    await page.setViewportSize(WIDE);
    await open(page, address);
    await takePage(page, join(OTHERS, `${name}.png`));
    await page.setViewportSize(NARROW);
    await takePage(page, join(OTHERS, `${name}-narrow.png`));
  }
}

const path = await findChromium();
if (path === undefined) {
  console.error(NO_CHROMIUM);
  process.exit(1);
}
await mkdir(SHOWN, { recursive: true });
await mkdir(OTHERS, { recursive: true });
const browser = await openChromium(path);
const page = await browser.context.newPage();
if ((await page.evaluate(DRAWS_EMOJI)) !== true) {
  await browser.close();
  console.error(NO_EMOJI);
  process.exit(1);
}
const demo = startDemo();
try {
  await photograph(page, await watch(demo, page));
} finally {
  demo.child.kill("SIGINT");
  if (demo.child.exitCode === null) await once(demo.child, "exit");
  await browser.close();
}
