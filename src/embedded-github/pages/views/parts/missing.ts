import type { World } from "../../../world/world.ts";
import { repositoryAddress } from "../../addresses.ts";
import { html, type Html } from "../../html.ts";

/** Says what exists, so that whoever is lost finds the way. */
export function missingView(world: World, path: string): Html {
  return html`<h1>There is no page here</h1>
    <p>Nothing is at <code>${path}</code>. This GitHub has:</p>
    ${repositoryList(world)}
    <p>
      Below a repository there are <code>/tree/{branch}</code>, <code>/blob/{branch}/{file}</code>,
      <code>/commits/{branch}</code>, <code>/commit/{sha}</code>, <code>/branches</code>,
      <code>/issues</code>, <code>/pulls</code> and <code>/actions</code>.
    </p>`;
}

export function repositoryList(world: World): Html {
  return html`<ul class="list">
    ${world.repositories.list().map((repository) => {
      const address = repositoryAddress(repository);
      const issues = world.issues.list(repository);
      const pulls = issues.filter((issue) => issue.isPullRequest).length;
      const runs = world.runs.list(repository).length;
      return html`<li>
        <a class="title" href="${address}">${repository.fullName}</a>
        <p class="facts">
          <a href="${address}/issues">${counted(issues.length - pulls, "issue")}</a> ·
          <a href="${address}/pulls">${counted(pulls, "pull request")}</a> ·
          <a href="${address}/actions">${counted(runs, "run")}</a>
        </p>
      </li>`;
    })}
  </ul>`;
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
