import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JsonObject } from "../expressions/json.ts";

const execute = promisify(execFile);

/** The folders of one job, as on a fresh runner. */
export interface JobPlaces {
  readonly root: string;
  readonly workspace: string;
  readonly temp: string;
  readonly toolCache: string;
  readonly home: string;
  readonly actions: string;
  readonly commands: string;
  readonly eventFile: string;
}

export async function createJobPlaces(
  folder: string,
  repository: string,
  event: JsonObject,
): Promise<JobPlaces> {
  const name = repository.split("/")[1] ?? repository;
  const work = join(folder, "work");
  const places: JobPlaces = {
    root: folder,
    workspace: join(work, name, name),
    temp: join(work, "_temp"),
    toolCache: join(folder, "tools"),
    home: join(folder, "home"),
    actions: join(work, "_actions"),
    commands: join(work, "_temp", "_runner_file_commands"),
    eventFile: join(work, "_temp", "_github_workflow", "event.json"),
  };
  const folders = [places.workspace, places.toolCache, places.home, places.actions, places.commands];
  await Promise.all(folders.map(async (one) => await mkdir(one, { recursive: true })));
  await mkdir(join(places.temp, "_github_workflow"), { recursive: true });
  await writeFile(places.eventFile, JSON.stringify(event));
  return places;
}

/** What went wrong, if the folder could not be removed. */
export async function removeJobPlaces(places: JobPlaces): Promise<string | undefined> {
  try {
    await remove(places.root);
    return undefined;
  } catch {
    // Steps may leave folders nobody can write to, module caches for instance.
    return await removeByForce(places.root);
  }
}

async function removeByForce(folder: string): Promise<string | undefined> {
  try {
    await execute("chmod", ["-R", "u+rwX", folder]);
    await remove(folder);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

async function remove(folder: string): Promise<void> {
  // A step that was killed may still be writing for a moment.
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
