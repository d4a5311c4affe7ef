/** Debian's Chromium, or another one, without anything that would call home or outlive its window. */
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext } from "playwright-core";

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export const NO_CHROMIUM =
  "No Chromium was found. Install it (on Debian: apt-get install chromium) or name one in the variable CHROMIUM.";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of the browser, if there is one. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env["CHROMIUM"];
  for (const path of named === undefined || named === "" ? USUAL_PLACES : [named]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A headless browser with a profile of its own, which ends with it. */
export async function openChromium(
  path: string,
  look: { readonly scale?: number; readonly width?: number } = {},
): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "batch-stories-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: path,
    headless: true,
    args: FLAGS,
    viewport: { width: look.width ?? 1280, height: 900 },
    deviceScaleFactor: look.scale ?? 1,
    colorScheme: "light",
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
