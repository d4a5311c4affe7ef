import { z } from "zod";
import { type Answer, noContent, ok } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { reading, type Route, writing } from "../http/route.ts";
import { runShape, workflowShape } from "../shapes/run-shape.ts";
import type { Workflow } from "../world/actions/runs.ts";
import { notFound } from "../world/refusal.ts";
import { listRuns } from "./run-routes.ts";

const BASE = "/repos/{owner}/{repo}/actions/workflows";

const DispatchOrder = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  return_run_details: z.boolean().default(false),
});

export const WORKFLOW_ROUTES: readonly Route[] = [
  { method: "GET", path: BASE, guard: reading("actions"), answer: list },
  {
    method: "GET",
    path: `${BASE}/{workflow_id}`,
    guard: reading("actions"),
    answer: async (request) =>
      ok(workflowShape(request.world, request.repository, await workflowOf(request))),
  },
  { method: "POST", path: `${BASE}/{workflow_id}/dispatches`, guard: writing("actions"), answer: dispatch },
  {
    method: "GET",
    path: `${BASE}/{workflow_id}/runs`,
    guard: reading("actions"),
    answer: async (request) => {
      const { path } = await workflowOf(request);
      return listRuns(request, (run) => run.workflowPath === path);
    },
  },
];

async function list(request: ApiRequest): Promise<Answer> {
  const { world, repository } = request;
  const workflows = await world.runs.workflows(repository);
  return request.page(
    workflows,
    (workflow) => workflowShape(world, repository, workflow),
    (shapes) => ({ total_count: workflows.length, workflows: shapes }),
  );
}

async function workflowOf(request: ApiRequest): Promise<Workflow> {
  const workflow = await request.world.runs.findWorkflow(request.repository, request.param("workflow_id"));
  if (!workflow) throw notFound();
  return workflow;
}

async function dispatch(request: ApiRequest): Promise<Answer> {
  const { world, repository } = request;
  const workflow = await workflowOf(request);
  const { ref, inputs, return_run_details: wantsDetails } = request.body(DispatchOrder);
  const run = await world.runs.dispatch(repository, { workflow, ref, inputs }, request.actor);
  if (!wantsDetails) return noContent();
  const { url, html_url } = runShape(world, repository, run);
  return ok({ workflow_run_id: run.id, run_url: url, html_url });
}
