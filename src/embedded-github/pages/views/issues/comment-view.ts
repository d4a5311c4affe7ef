import type { App, Account } from "../../../world/identity/account.ts";
import type { Issue, Reaction, ReactionContent } from "../../../world/issues/issue.ts";
import { levelOf } from "../../../world/repository.ts";
import type { World } from "../../../world/world.ts";
import { html, when, type Html } from "../../html.ts";
import { renderMarkdown } from "../../render-markdown/render-markdown.ts";
import { avatarView, personView } from "../parts/people.ts";
import { timeView } from "../parts/time-words.ts";

export interface Said {
  readonly issue: Issue;
  /** The anchor that GitHub's own links to comments use. */
  readonly id: string;
  readonly author: Account;
  readonly via: App | null;
  readonly at: string;
  readonly isEdited: boolean;
  readonly body: string;
  readonly reactions: readonly Reaction[];
  /** What the author did besides writing; empty for plain comments. */
  readonly deed?: string;
}

/** What somebody wrote, under a line that says who and when. */
export async function commentView(world: World, said: Said): Promise<Html> {
  const { issue, author, body } = said;
  const text = body.trim() === "" ? undefined : await renderMarkdown(body, placeOf(world, issue));
  return html`<article class="comment" id="${said.id}">
    ${avatarView(author)}
    <div class="box">
      <header class="box-head">
        ${personView(author)}
        <span class="facts"
          >${said.deed ?? "commented"}
          <a href="#${said.id}">${timeView(said.at, world.now())}</a>
          ${when(said.isEdited, () => html`· edited`)}</span
        >
        ${roleLabel(issue, author)}
      </header>
      <div class="box-body">${text ?? html`<p class="note">No description provided.</p>`}</div>
      ${reactionsView(said.reactions)}
    </div>
  </article>`;
}

function placeOf(world: World, issue: Issue): Parameters<typeof renderMarkdown>[1] {
  return { world, repository: issue.repository, file: undefined };
}

function roleLabel({ repository, author: opener }: Issue, author: Account): Html {
  const level = author.type === "User" ? levelOf(repository, author.login) : "none";
  const isMember = level === "write" || level === "admin";
  return html`${when(isMember, () => html`<span class="label role">Collaborator</span>`)}
  ${when(author === opener, () => html`<span class="label role">Author</span>`)}`;
}

const EMOJI: Readonly<Record<ReactionContent, string>> = {
  "+1": "👍",
  "-1": "👎",
  laugh: "😄",
  confused: "😕",
  heart: "❤️",
  hooray: "🎉",
  rocket: "🚀",
  eyes: "👀",
};

/** In the order in which they came, one for each kind. */
function reactionsView(reactions: readonly Reaction[]): Html {
  const kinds = [...new Set(reactions.map(({ content }) => content))];
  return when(
    kinds.length > 0,
    () =>
      html`<footer class="reactions">
        ${kinds.map((kind) => {
          const people = reactions.filter(({ content }) => content === kind).map(({ user }) => user.login);
          return html`<span class="reaction" title="${people.join(", ")} reacted with ${kind}"
            >${EMOJI[kind]} ${people.length}</span
          >`;
        })}
      </footer>`,
  );
}
