import type { Repository } from "../../../world/repository.ts";
import { treeAddress } from "../../addresses.ts";
import { html, type Html } from "../../html.ts";
import { icon } from "../../icon.ts";
import type { Place } from "./read-place.ts";

/** The ref, then every folder down to what is shown. */
export function breadcrumbs(repository: Repository, { ref, path }: Place): Html {
  const parts = path === "" ? [] : path.split("/");
  const steps = parts.map((part, index) => {
    if (index === parts.length - 1) return html`<strong>${part}</strong>`;
    const folder = parts.slice(0, index + 1).join("/");
    return html`<a href="${treeAddress(repository, ref, folder)}">${part}</a>`;
  });
  const top = html`<a href="${treeAddress(repository, ref, "")}">${repository.name}</a>`;
  return html`<nav class="breadcrumbs" aria-label="Path">
    <span class="ref">${icon("branch")} ${ref}</span> ${top}
    ${steps.map((step) => html`<span class="slash">/</span> ${step}`)}
  </nav>`;
}
