import { html, when, type Html } from "../../html.ts";
import type { PageRequest } from "../../page.ts";

const PER_PAGE = 50;

/** The part of a list that the address asks for, and links to the others. */
export function paginate<T>(
  request: PageRequest,
  items: readonly T[],
): { readonly shown: readonly T[]; readonly links: Html } {
  const last = Math.max(1, Math.ceil(items.length / PER_PAGE));
  const page = Math.min(request.page, last);
  const state = request.query("state");
  const others = state === undefined ? "" : `&state=${encodeURIComponent(state)}`;
  const links = when(
    last > 1,
    () =>
      html`<nav class="pagination" aria-label="Pages">
        ${when(page > 1, () => html`<a href="?page=${page - 1}${others}" rel="prev">Previous</a>`)}
        <span>Page ${page} of ${last}</span>
        ${when(page < last, () => html`<a href="?page=${page + 1}${others}" rel="next">Next</a>`)}
      </nav>`,
  );
  return { shown: items.slice((page - 1) * PER_PAGE, page * PER_PAGE), links };
}
