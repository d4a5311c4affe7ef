/** What signed addresses lead to: job logs and artifacts. No tokens, one minute. */
import type { Hono } from "hono";
import type { HttpBindings } from "@hono/node-server";
import { readFile } from "node:fs/promises";
import type { World } from "../world/world.ts";

export function serveStorage(api: Hono<{ Bindings: HttpBindings }>, world: World): void {
  api.get("/_storage/logs/:id", (context) => {
    if (!world.signedUrls.isValid(new URL(context.req.url))) return context.text("signature not valid", 403);
    const id = Number(context.req.param("id"));
    const jobs = world.repositories.list().map((repository) => world.runs.findJob(repository, id));
    return context.text(jobs.find((found) => found !== undefined)?.job.log ?? "");
  });
  api.get("/_storage/artifacts/:id", async (context) => {
    if (!world.signedUrls.isValid(new URL(context.req.url))) return context.text("signature not valid", 403);
    const artifact = world.artifacts.find(Number(context.req.param("id")));
    if (!artifact?.content) return context.text("no such artifact", 404);
    const bytes = Uint8Array.from(await readFile(world.artifacts.path(artifact)));
    return context.body(bytes, 200, { "content-type": artifact.mimeType });
  });
}
