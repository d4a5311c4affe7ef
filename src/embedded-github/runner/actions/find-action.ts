/** `uses:` of a step → the action's files, or one of the runner's own actions. */
import { join } from "node:path";
import type { Frame, JobState } from "../job/job-state.ts";
import type { SourceCommit } from "../workflow/workflow.ts";
import { parseReference } from "../workflow/workflow-reference.ts";
import type { ActionDefinition, FoundAction } from "./action-definition.ts";
import { type BuiltInAction, builtInAction } from "./built-in-actions.ts";
import { readAction } from "./read-action.ts";

export type Action = FoundAction | { readonly kind: "built-in"; readonly action: BuiltInAction };

/** Actions of the workspace exist only once a step has checked them out. */
export function isWorkspaceAction(uses: string): boolean {
  return uses.startsWith("./");
}

export async function findAction(frame: Frame, uses: string): Promise<Action> {
  const action = await find(frame, uses);
  if (action.kind === "files") noteNode(frame.job, action.definition);
  return action;
}

async function find(frame: Frame, uses: string): Promise<Action> {
  if (uses.startsWith("docker://")) {
    throw new Error(`Docker actions are not supported by this runner: '${uses}'`);
  }
  const reference = parseReference(uses);
  if (reference === undefined) {
    throw new Error(
      `Expected format {org}/{repo}[/path]@ref. Actual '${uses}'. Input string was not in a correct format.`,
    );
  }
  if (reference.kind === "same") {
    return isWorkspaceAction(uses)
      ? await inWorkspace(frame, reference.path)
      : await inCommit(frame.job, frame.home, { path: reference.path, ref: frame.home.sha });
  }
  const action = builtInAction(reference.path === "" ? reference.repository : "");
  if (action !== undefined) return { kind: "built-in", action };
  const sha = await resolve(frame.job, reference.repository, reference.ref);
  return await inCommit(frame.job, { repository: reference.repository, sha }, reference);
}

/** This runner has one Node for all JavaScript actions; the log says so where they ask for another. */
function noteNode(job: JobState, { runs }: ActionDefinition): void {
  if (runs.kind !== "node") return;
  const { version } = job.order.call.run.settings.node;
  if (runs.using === `node${version.split(".", 1)[0]}`) return;
  job.log.writeOnce(`Node.js ${version} runs actions that ask for ${runs.using}: this runner has no other.`);
}

async function inWorkspace(frame: Frame, path: string): Promise<FoundAction> {
  const folder = join(frame.job.places.workspace, path);
  const action = await readAction(folder);
  if (action === undefined) {
    throw new Error(
      `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${folder}'. Did you forget to run actions/checkout before running your local action?`,
    );
  }
  return {
    kind: "files",
    definition: action.definition,
    file: action.path,
    folder,
    home: frame.home,
    repository: "",
    ref: "",
  };
}

async function inCommit(
  job: JobState,
  home: SourceCommit,
  place: { readonly path: string; readonly ref: string },
): Promise<FoundAction> {
  const folder = join(await folderOf(job, home), place.path);
  const action = await readAction(folder);
  if (action === undefined) {
    throw new Error(
      `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' for action '${home.repository}/${place.path}@${place.ref}'.`,
    );
  }
  return {
    kind: "files",
    definition: action.definition,
    file: action.path,
    folder,
    home,
    repository: home.repository,
    ref: place.ref,
  };
}

async function folderOf(job: JobState, commit: SourceCommit): Promise<string> {
  const key = `${commit.repository}/${commit.sha}`;
  const known = job.actionFolders.get(key);
  if (known !== undefined) return await known;
  const folder = join(job.places.actions, key);
  const copied = job.order.call.run.actions.copyTo(commit, folder).then(() => folder);
  job.actionFolders.set(key, copied);
  return await copied;
}

async function resolve(job: JobState, repository: string, ref: string): Promise<string> {
  const { host } = job.order.call.run;
  const sha = await host.resolveRef(repository, ref);
  if (sha !== undefined) return sha;
  const exists = (await host.resolveRef(repository, "HEAD")) !== undefined;
  const reason = exists ? `unable to find version \`${ref}\`` : "repository not found";
  throw new Error(`Unable to resolve action \`${repository}@${ref}\`, ${reason}`);
}
