import type { Repository } from "../../../world/repository.ts";
import { rawAddress, blobAddress, treeAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import { existing, type PageAnswer, type PageRequest } from "../../page.ts";
import { renderMarkdown } from "../../render-markdown/render-markdown.ts";
import { counted } from "../parts/missing.ts";
import { repositoryPage } from "../parts/repository-page.ts";
import { sizeWords } from "../parts/time-words.ts";
import { breadcrumbs } from "./breadcrumbs.ts";
import { readPlace, type Place } from "./read-place.ts";

const MOST_BYTES = 1024 * 1024;
const MOST_LINES = 5000;
const LONGEST_LINE = 5000;

export async function fileView(request: PageRequest): Promise<PageAnswer> {
  const { repository } = request;
  const place = await readPlace(repository.git, request.param("rest"));
  const blob = existing(await repository.git.read(`${place.sha}:${place.path}`));
  if (blob.type === "tree") return { kind: "moved", to: treeAddress(repository, place.ref, place.path) };
  if (blob.type !== "blob") return existing<PageAnswer>(undefined);
  const isRendered = isMarkdown(place.path) && request.query("plain") !== "1";
  const content = html`<h1 class="visually-hidden">${place.path}</h1>
    ${breadcrumbs(repository, place)}
    <section class="box">
      ${fileHead(repository, place, { bytes: blob.content.length, isRendered })}
      ${isRendered ? await rendered(request, place, blob.content) : sourceView(blob.content)}
    </section>`;
  return repositoryPage(request, { title: place.path, tab: "code", content });
}

function fileHead(
  repository: Repository,
  { ref, path }: Place,
  { bytes, isRendered }: { readonly bytes: number; readonly isRendered: boolean },
): Html {
  const address = blobAddress(repository, ref, path);
  return html`<header class="box-head">
    <span class="facts">${sizeWords(bytes)}</span>
    <span class="more">
      ${when(
        isMarkdown(path),
        () =>
          html`<a href="${address}${isRendered ? "?plain=1" : ""}">${isRendered ? "Source" : "Preview"}</a>
            · `,
      )}<a href="${rawAddress(repository, ref, path)}">Raw</a>
    </span>
  </header>`;
}

function isMarkdown(path: string): boolean {
  return /\.(?:md|markdown)$/iu.test(path);
}

async function rendered(request: PageRequest, place: Place, content: Buffer): Promise<Html> {
  const { world, repository } = request;
  const file = { ref: place.ref, path: place.path };
  return html`<div class="box-body">
    ${await renderMarkdown(content.toString("utf8"), { world, repository, file })}
  </div>`;
}

/** Every line can be linked to, as evidence does. */
function sourceView(content: Buffer): Html {
  if (content.includes(0)) return html`<p class="note">A binary file: its contents are not shown.</p>`;
  if (content.length > MOST_BYTES) return html`<p class="note">A large file: only its raw form is shown.</p>`;
  const lines = content.toString("utf8").replace(/\n$/u, "").split("\n");
  const left = lines.length - MOST_LINES;
  return html`<div class="scroll">
      <table class="source">
        <tbody>
          ${lines.slice(0, MOST_LINES).map(sourceRow)}
        </tbody>
      </table>
    </div>
    ${when(left > 0, () => html`<p class="note">… and ${counted(left, "line")} more.</p>`)}`;
}

function sourceRow(line: string, index: number): Html {
  const number = index + 1;
  const text = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} …` : line;
  return html`<tr id="L${number}">
    <td class="number"><a href="#L${number}">${number}</a></td>
    <td class="code">${text}</td>
  </tr>`;
}
