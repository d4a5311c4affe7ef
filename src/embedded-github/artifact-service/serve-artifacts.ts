/**
 * The artifact service of Actions as the official client speaks it: twirp calls with a job's
 * runtime token, then blocks of bytes to a signed address as to Azure's storage.
 */
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import type { z } from "zod";
import type { Artifact } from "../world/actions/artifacts.ts";
import type { RuntimeScope } from "../world/actions/runtime-tokens.ts";
import { Refusal } from "../world/refusal.ts";
import type { World } from "../world/world.ts";
import { CreateArtifact, FinalizeArtifact, ListArtifacts, NamedArtifact } from "./twirp.ts";

type Api = Hono<{ Bindings: HttpBindings }>;
type ApiContext = Context<{ Bindings: HttpBindings }>;

interface Call {
  readonly world: World;
  readonly scope: RuntimeScope;
  readonly body: unknown;
}

class TwirpError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409;
  readonly code: string;

  constructor(status: TwirpError["status"], code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const SERVICE = "/twirp/github.actions.results.api.v1.ArtifactService";
const UPLOAD_LIFETIME_MS = 3_600_000;

const METHODS: Readonly<Record<string, (call: Call) => Promise<Readonly<Record<string, unknown>>>>> = {
  CreateArtifact: create,
  FinalizeArtifact: finalize,
  ListArtifacts: list,
  GetSignedArtifactURL: sign,
  DeleteArtifact: remove,
};

export function serveArtifacts(api: Api, world: World): void {
  api.post(`${SERVICE}/:method`, async (context) => {
    try {
      return context.json(await answer(world, context));
    } catch (error) {
      const known = twirpError(error);
      if (!known) throw error;
      return context.json({ code: known.code, msg: known.message }, known.status);
    }
  });
  api.put("/_storage/uploads/:id", (context) => upload(world, context));
}

async function answer(world: World, context: ApiContext): Promise<Readonly<Record<string, unknown>>> {
  const method = METHODS[context.req.param("method") ?? ""];
  if (!method) throw new TwirpError(404, "bad_route", "no such method");
  const token = /^bearer (.+)$/iu.exec(context.req.header("authorization") ?? "")?.[1];
  const scope = token === undefined ? undefined : world.runtimeTokens.scopeOf(token);
  if (!scope) throw new TwirpError(401, "unauthenticated", "the runtime token is not valid");
  return method({ world, scope, body: await context.req.json() });
}

function twirpError(error: unknown): TwirpError | undefined {
  if (error instanceof TwirpError) return error;
  if (!(error instanceof Refusal)) return undefined;
  if (error.kind === "conflict") return new TwirpError(409, "already_exists", error.message);
  return new TwirpError(400, "invalid_argument", error.message);
}

/** Checked body; a token speaks only for its own run and job. */
function read<T extends { workflow_run_backend_id: string }>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(call.body);
  if (!parsed.success) throw new TwirpError(400, "malformed", parsed.error.message);
  if (parsed.data.workflow_run_backend_id === call.scope.runBackendId) return parsed.data;
  throw new TwirpError(403, "permission_denied", "the runtime token belongs to another run");
}

async function create(call: Call): Promise<Readonly<Record<string, unknown>>> {
  const { name, expires_at: expiresAt, mime_type: mimeType } = read(call, CreateArtifact);
  if (/["":<>|*?\r\n\\/]/u.test(name))
    throw new TwirpError(400, "invalid_argument", "the name holds characters that are not allowed");
  const { run, job } = call.scope;
  const artifact = await call.world.artifacts.create({
    run,
    jobId: job.id,
    name,
    expiresAt,
    mimeType: mimeType ?? "application/zip",
  });
  const url = call.world.signedUrls.sign(`/_storage/uploads/${artifact.id}`, UPLOAD_LIFETIME_MS);
  return { ok: true, signed_upload_url: url };
}

async function finalize(call: Call): Promise<Readonly<Record<string, unknown>>> {
  const { name, size } = read(call, FinalizeArtifact);
  const artifact = call.world.artifacts.pending(call.scope.run, name);
  if (!artifact) throw new TwirpError(404, "not_found", `there is no upload named ${name}`);
  await call.world.artifacts.finalize(artifact, { sizeBytes: size });
  return { ok: true, artifact_id: String(artifact.id) };
}

async function list(call: Call): Promise<Readonly<Record<string, unknown>>> {
  const { name_filter: name, id_filter: id } = read(call, ListArtifacts);
  const artifacts = call.world.artifacts
    .ofRun(call.scope.run)
    .filter((one) => name === undefined || one.name === name)
    .filter((one) => id === undefined || one.id === id);
  return { artifacts: artifacts.map((one) => listed(call, one)) };
}

function listed(call: Call, artifact: Artifact): Readonly<Record<string, unknown>> {
  return {
    workflow_run_backend_id: call.scope.runBackendId,
    workflow_job_run_backend_id: String(artifact.jobId),
    database_id: String(artifact.id),
    name: artifact.name,
    size: String(artifact.content?.sizeBytes ?? 0),
    created_at: artifact.createdAt,
    digest: artifact.content?.digest ?? "",
  };
}

async function sign(call: Call): Promise<Readonly<Record<string, unknown>>> {
  const artifact = named(call);
  return { signed_url: call.world.signedUrls.sign(`/_storage/artifacts/${artifact.id}`) };
}

async function remove(call: Call): Promise<Readonly<Record<string, unknown>>> {
  const artifact = named(call);
  await call.world.artifacts.remove(artifact);
  return { ok: true, artifact_id: String(artifact.id) };
}

function named(call: Call): Artifact {
  const { name } = read(call, NamedArtifact);
  const artifact = call.world.artifacts.ofRun(call.scope.run).find((one) => one.name === name);
  if (!artifact) throw new TwirpError(404, "not_found", `there is no artifact named ${name}`);
  return artifact;
}

/** Azure's three ways to write a blob: a block, the list that joins blocks, everything at once. */
async function upload(world: World, context: ApiContext): Promise<Response> {
  if (!world.signedUrls.isValid(new URL(context.req.url))) return context.text("signature not valid", 403);
  const artifact = world.artifacts.find(Number(context.req.param("id")));
  if (!artifact || artifact.content) return context.text("there is no such upload", 404);
  const bytes = new Uint8Array(await context.req.arrayBuffer());
  const operation = context.req.query("comp");
  if (operation === "block") {
    await world.artifacts.putBlock(artifact, context.req.query("blockid") ?? "", bytes);
  } else if (operation === "blocklist") {
    const blocks = Buffer.from(bytes)
      .toString("utf8")
      .matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]*)</gu);
    await world.artifacts.commitBlocks(
      artifact,
      [...blocks].map((match) => match[1] ?? ""),
    );
  } else {
    await world.artifacts.putWhole(artifact, bytes);
  }
  const now = new Date().toUTCString();
  const headers = {
    etag: `"${artifact.id}"`,
    "last-modified": now,
    "x-ms-request-id": String(artifact.id),
    "x-ms-version": "2026-04-06",
  };
  return context.body(null, 201, headers);
}
