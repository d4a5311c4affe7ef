import { type Answer, noContent, ok, redirect } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { reading, type Route, writing } from "../http/route.ts";
import { artifactShape } from "../shapes/run-shape.ts";
import type { Artifact } from "../world/actions/artifacts.ts";
import { notFound, Refusal } from "../world/refusal.ts";
import { runOf } from "./run-routes.ts";

const BASE = "/repos/{owner}/{repo}/actions";

export const ARTIFACT_ROUTES: readonly Route[] = [
  { method: "GET", path: `${BASE}/runs/{run_id}/artifacts`, guard: reading("actions"), answer: list },
  {
    method: "GET",
    path: `${BASE}/artifacts/{artifact_id}`,
    guard: reading("actions"),
    answer: (request) => ok(artifactShape(request.world, request.repository, artifactOf(request))),
  },
  {
    method: "GET",
    path: `${BASE}/artifacts/{artifact_id}/{archive_format}`,
    guard: reading("actions"),
    answer: download,
  },
  { method: "DELETE", path: `${BASE}/artifacts/{artifact_id}`, guard: writing("actions"), answer: remove },
];

function list(request: ApiRequest): Answer {
  const { world, repository } = request;
  const name = request.query("name");
  const ascending = world.artifacts
    .ofRun(runOf(request))
    .filter((one) => name === undefined || one.name === name);
  const artifacts = request.query("direction") === "asc" ? ascending : ascending.toReversed();
  return request.page(
    artifacts,
    (artifact) => artifactShape(world, repository, artifact),
    (shapes) => ({ total_count: artifacts.length, artifacts: shapes }),
  );
}

function artifactOf(request: ApiRequest): Artifact {
  const artifact = request.world.artifacts.find(request.number("artifact_id"));
  if (artifact?.content === undefined || artifact.run.repository !== request.repository.fullName)
    throw notFound();
  return artifact;
}

function download(request: ApiRequest): Answer {
  if (request.param("archive_format") !== "zip") throw notFound();
  const artifact = artifactOf(request);
  if (Date.parse(artifact.expiresAt) <= Date.parse(request.world.now())) {
    throw new Refusal("gone", "Artifact has expired");
  }
  return redirect(request.world.signedUrls.sign(`/_storage/artifacts/${artifact.id}`));
}

async function remove(request: ApiRequest): Promise<Answer> {
  await request.world.artifacts.remove(artifactOf(request));
  return noContent();
}
