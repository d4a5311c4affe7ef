import { nodeId } from "../world/ids.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import { repositoryUrl } from "./repository-shape.ts";

export interface LabelShape {
  readonly id: number;
  readonly node_id: string;
  readonly url: string;
  readonly name: string;
  readonly description: string;
  readonly color: string;
  readonly default: boolean;
}

/** Labels are kept as names only; the id is the name's, so that equal names are one label. */
export function labelShape(world: World, repository: Repository, name: string): LabelShape {
  return {
    id: idOf(name),
    node_id: nodeId("LA", name),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: "",
    color: "ededed",
    default: false,
  };
}

function idOf(name: string): number {
  let id = 0;
  for (const character of name) id = (id * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return id;
}
