import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const TYPES = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" } as const;

export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** The few files that pages load; anything else there is none of. */
export async function readAsset(name: string): Promise<Asset | undefined> {
  switch (name) {
    case "pages.css":
      return { bytes: await own("pages.css"), type: TYPES.css };
    case "pages.js":
      return { bytes: await own("pages.js"), type: TYPES.js };
    case "icon.svg":
      return { bytes: await own("icon.svg"), type: TYPES.svg };
    case "mermaid.js":
      return mermaid();
    default:
      return undefined;
  }
}

async function own(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await readFile(fileURLToPath(new URL(`assets/${name}`, import.meta.url))));
}

/** A development dependency: where it is not installed, diagrams stay as their source. */
async function mermaid(): Promise<Asset | undefined> {
  try {
    const path = createRequire(import.meta.url).resolve("@mermaid-js/tiny");
    return { bytes: Uint8Array.from(await readFile(path)), type: TYPES.js };
  } catch {
    return undefined;
  }
}
