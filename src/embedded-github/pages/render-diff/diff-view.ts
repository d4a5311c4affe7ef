import type { FileChange } from "../../git/history.ts";
import { lineCounts } from "../../git/history.ts";
import type { Repository } from "../../world/repository.ts";
import { blobAddress } from "../addresses.ts";
import { html, when, type Html } from "../html.ts";
import { icon } from "../icon.ts";
import type { DiffRow, FilePatch } from "./parse-patch.ts";
import type { ShownChange } from "./read-changes.ts";

const WORDS: Readonly<Record<FileChange["status"], string>> = {
  added: "new file",
  modified: "",
  removed: "deleted",
  renamed: "renamed",
  copied: "copied",
  changed: "type changed",
};

/** How many files and lines, then every file. */
export function diffView(
  changes: readonly ShownChange[],
  at: { readonly repository: Repository; readonly sha: string },
): Html {
  const files = changes.map(({ file }) => file);
  const { additions, deletions } = lineCounts(files);
  const count = `${files.length} ${files.length === 1 ? "file" : "files"} changed`;
  return html`<p class="diff-summary">${count} ${lineCount({ additions, deletions })}</p>
    ${changes.map((change, index) => fileView(change, index, at))}`;
}

export function lineCount({ additions, deletions }: Pick<FileChange, "additions" | "deletions">): Html {
  return html`<span class="line-count"
    ><span class="plus" aria-label="${additions} lines added">+${additions}</span>
    <span class="minus" aria-label="${deletions} lines removed">−${deletions}</span></span
  >`;
}

function fileView(
  { file, patch }: ShownChange,
  index: number,
  at: { readonly repository: Repository; readonly sha: string },
): Html {
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`;
  const isThere = file.status !== "removed";
  const word = WORDS[file.status];
  return html`<section class="box diff-file" id="diff-${index + 1}">
    <header class="box-head">
      ${icon("file")}
      <h3 class="path">
        ${isThere ? html`<a href="${blobAddress(at.repository, at.sha, file.path)}">${name}</a>` : name}
      </h3>
      ${when(word !== "", () => html`<span class="label">${word}</span>`)} ${lineCount(file)}
    </header>
    ${patchView(file, patch)}
  </section>`;
}

function patchView(file: FileChange, patch: FilePatch | undefined): Html {
  if (!patch) {
    const lines = file.additions + file.deletions;
    return html`<p class="note">${lines.toLocaleString("en")} changed lines: too many to show on a page.</p>`;
  }
  if (patch.isBinary) return html`<p class="note">A binary file: its contents are not shown.</p>`;
  if (patch.rows.length === 0) return html`<p class="note">No line changed.</p>`;
  return html`<div class="scroll">
    <table class="diff">
      <tbody>
        ${patch.rows.map(rowView)}
      </tbody>
    </table>
  </div>`;
}

const SIGNS: Readonly<Record<DiffRow["kind"], string>> = {
  added: "+",
  removed: "-",
  context: " ",
  hunk: "",
  note: "",
};

function rowView({ kind, before, after, text }: DiffRow): Html {
  return html`<tr class="${kind}">
    <td class="number">${before}</td>
    <td class="number">${after}</td>
    <td class="code"><span class="sign">${SIGNS[kind]}</span>${text}</td>
  </tr>`;
}
