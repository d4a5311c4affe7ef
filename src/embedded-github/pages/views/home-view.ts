import { html } from "../html.ts";
import type { PageAnswer, PageRequest } from "../page.ts";
import { repositoryList } from "./parts/missing.ts";

export function homeView({ world }: PageRequest): PageAnswer {
  const content = html`<h1>Repositories</h1>
    <div class="box">${repositoryList(world)}</div>`;
  return { kind: "page", title: "Repositories", content, isLive: true };
}
