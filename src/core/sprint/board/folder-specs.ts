/** Folder mode: `stories.yaml` lists ids, and `stories/{id}-{slug}.md` beside it holds each story. */
import type { Config } from "../../config/config.ts";
import type { Board } from "../sprint.ts";
import { asFolder } from "./story-folders.ts";

export interface SpecIndex {
  readonly folder: string;
  readonly byId: ReadonlyMap<string, readonly string[]>;
}

/** The longest id a name begins with: `1-2-login.md` belongs to `1-2` where that is listed, else to `1`. */
function idOf(name: string, ids: ReadonlySet<string>): string | undefined {
  const stem = name.replace(/\.md$/iu, "");
  for (let end = stem.length; end > 0; end = stem.lastIndexOf("-", end - 1)) {
    const id = stem.slice(0, end);
    if (ids.has(id)) return id;
  }
  return undefined;
}

/** The specs of the list's folder; `stories` in the configuration names another one. */
export function indexSpecs(board: Board, markdown: readonly string[], config: Config): SpecIndex {
  const beside = `${board.path.slice(0, board.path.lastIndexOf("/") + 1)}stories/`;
  const folder = config.stories === undefined ? beside : asFolder(config.stories);
  const ids = new Set<string>(board.stories.map((story) => story.key));
  const byId = new Map<string, string[]>();
  for (const path of markdown) {
    const name = path.startsWith(folder) ? path.slice(folder.length) : "/";
    const id = name.includes("/") ? undefined : idOf(name, ids);
    if (id === undefined) continue;
    const paths = byId.get(id);
    if (paths) paths.push(path);
    else byId.set(id, [path]);
  }
  return { folder, byId };
}

export function specsOf(id: string, specs: SpecIndex): readonly string[] {
  return specs.byId.get(id) ?? [];
}
