/** Opens every page there is in a browser and notes whatever should never happen there. */
import type { BrowserContext, Page } from "playwright-core";

export interface Crawl {
  readonly visited: readonly string[];
  /** Dialogs, scripts of others, requests elsewhere, refusals of the content policy, errors. */
  readonly alarms: readonly string[];
}

/** Payloads set this name on `window`, where they run. */
export const ALARM = "pwned";

const MOST_PAGES = 250;

export interface CrawlOptions {
  /** Where the pages are: `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** The beginning of the paths that are looked at; every page links to the rest. */
  readonly below: string;
  /** Pages that show what others show as well. */
  readonly skip: RegExp;
}

export async function crawlPages(context: BrowserContext, options: CrawlOptions): Promise<Crawl> {
  const { origin, below } = options;
  const alarms: string[] = [];
  const page = await context.newPage();
  listen(page, { origin, alarms });
  const visited = new Set<string>();
  const queue = [`${origin}${below}`];
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    if (visited.has(address) || visited.size >= MOST_PAGES) continue;
    visited.add(address);
    const links = await visit(page, address, alarms);
    queue.push(...links.map((link) => link.replace(/#.*$/u, "")).filter((link) => isWanted(link, options)));
  }
  await page.close();
  return { visited: [...visited], alarms };
}

function isWanted(link: string, { origin, below, skip }: CrawlOptions): boolean {
  return link.startsWith(`${origin}${below}`) && !link.includes("/artifacts/") && !skip.test(link);
}

/** Opens one page; where its links lead. */
async function visit(page: Page, address: string, alarms: string[]): Promise<readonly string[]> {
  const answer = await page.goto(address);
  if (answer?.status() !== 200) alarms.push(`status ${answer?.status()} of ${address}`);
  if (!(answer?.headers()["content-type"] ?? "").startsWith("text/html")) return [];
  await page.waitForSelector('html[data-drawn="yes"]', { state: "attached", timeout: 20_000 });
  const seen = (await page.evaluate(LOOK_AROUND)) as Seen;
  if (seen.isPwned) alarms.push(`a script ran on ${address}`);
  if (seen.foreign > 0) alarms.push(`${seen.foreign} elements of others on ${address}`);
  return seen.links;
}

function listen(
  page: Page,
  { origin, alarms }: { readonly origin: string; readonly alarms: string[] },
): void {
  page.on("dialog", (dialog) => {
    alarms.push(`dialog on ${page.url()}`);
    void dialog.dismiss();
  });
  // A refusal by the policy means that something got into the page, even though it was stopped.
  page.on("console", (message) => {
    // A picture that a file names and nobody has is no danger.
    const isMissing = message.text().includes("status of 404");
    if (message.type() === "error" && !isMissing) alarms.push(`${message.text()} on ${page.url()}`);
  });
  page.on("pageerror", (error) => alarms.push(`${error.message} on ${page.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) alarms.push(`request to ${request.url()}`);
  });
}

interface Seen {
  readonly isPwned: boolean;
  readonly foreign: number;
  readonly links: readonly string[];
}

/** Runs in the page, where this project's types know nothing. Everything that could act, and is not ours, counts. */
const LOOK_AROUND = `(() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const element of document.querySelectorAll("main *")) element.dispatchEvent(new MouseEvent("mouseover"));
  const foreign = document.querySelectorAll(
    "main script, iframe, object, embed, form, main style:not(.diagram style), main link, [onclick], [onerror], " +
      "[onload], [onmouseover], a[href^=javascript]",
  ).length;
  const links = [...document.querySelectorAll("a[href]")].map((link) => link.href);
  return { isPwned: "${ALARM}" in window, foreign, links };
})()`;
