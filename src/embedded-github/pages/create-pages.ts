/**
 * The pages of the embedded GitHub: what a person would see on github.com, at the same paths and on
 * the same port as its API. They only show what the world and git hold, change nothing, and ask
 * nobody who they are: they are there for whoever sits at this computer, and for nobody else.
 */
import { type Context, Hono } from "hono";
import { Refusal } from "../world/refusal.ts";
import type { World } from "../world/world.ts";
import { ALL_PAGES } from "./all-pages.ts";
import { readAsset } from "./assets.ts";
import { answerPage, type Answered } from "./answer-page.ts";
import { type Page, PageRequest } from "./page.ts";
import { missingView } from "./views/parts/missing.ts";

export interface PagesParts {
  readonly world: World;
  /** Where errors of our own go. */
  readonly report: (line: string) => void;
}

export function createPages(parts: PagesParts): Hono {
  const pages = new Hono();
  pages.get("/_pages/:asset", async (context) => {
    const asset = await readAsset(context.req.param("asset"));
    if (!asset) return context.text("no such file", 404);
    return context.body(asset.bytes, 200, {
      "content-type": `${asset.type}; charset=utf-8`,
      "cache-control": "max-age=300",
      "x-content-type-options": "nosniff",
    });
  });
  for (const page of ALL_PAGES) pages.get(page.path, (context) => serve(parts, page, context));
  pages.notFound((context) => missing(parts.world, context));
  return pages;
}

async function serve({ world, report }: PagesParts, page: Page, context: Context): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  try {
    const answer = await page.view(new PageRequest(world, context.req.param(), query));
    return respond(answerPage(answer), context.req.header("if-none-match"));
  } catch (error) {
    if (error instanceof Refusal) return missing(world, context);
    report(
      `page ${context.req.path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return context.text("This page could not be made. It is a bug of the embedded GitHub.", 500);
  }
}

function missing(world: World, context: Context): Response {
  const content = missingView(world, context.req.path);
  return respond({ ...answerPage({ kind: "page", title: "No such page", content }), status: 404 }, undefined);
}

function respond(answered: Answered, known: string | undefined): Response {
  const { status, headers, body } = answered;
  const isKnown = known !== undefined && headers["etag"] === known;
  return new Response(isKnown ? null : body, { status: isKnown ? 304 : status, headers });
}
