import { access } from "node:fs/promises";
import { join } from "node:path";
import { PRODUCT_ROOT } from "./product-files.ts";

/** The major version that `action.yml` names. */
const WANTED = "24";

/** The Node that runs the action as GitHub would: this process's own, or the one `npm run node24` fetched. */
export async function findActionNode(): Promise<string | undefined> {
  if (isWanted(process.versions.node)) return process.execPath;
  const fetched = join(PRODUCT_ROOT, ".node24", "bin", "node");
  try {
    await access(fetched);
    return fetched;
  } catch {
    return undefined;
  }
}

export function actionNodeLine(version: string): string {
  return isWanted(version)
    ? `Node.js ${version} runs the action, as on GitHub`
    : `Node.js ${version} runs the action; GitHub takes Node ${WANTED} (\`npm run node24\` fetches it)`;
}

function isWanted(version: string): boolean {
  return version.startsWith(`${WANTED}.`);
}
