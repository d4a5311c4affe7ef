import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this project, which the demo serves as the repository of the product. */
export const PRODUCT_ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Where GitHub finds the reusable workflows and the action: what a release would hold. */
export async function readProductFiles(): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const paths = ["action.yml", "package.json"];
  for (const folder of [".github/workflows", "dist"]) {
    for (const name of await readdir(join(PRODUCT_ROOT, folder))) paths.push(`${folder}/${name}`);
  }
  for (const path of paths) files.set(path, await readFile(join(PRODUCT_ROOT, path)));
  return files;
}

export async function readTemplate(name: string): Promise<Buffer> {
  return readFile(join(PRODUCT_ROOT, "templates", name));
}
