import { html, type Html } from "../../html.ts";

export interface DocumentParts {
  readonly title: string;
  readonly content: Html;
  readonly isLive: boolean;
  readonly hasDiagrams: boolean;
}

/** The whole page around what a view shows. */
export function documentView({ title, content, isLive, hasDiagrams }: DocumentParts): Html {
  const drawing = hasDiagrams ? html`<script src="/_pages/mermaid.js" defer></script>` : undefined;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · embedded GitHub</title>
        <link rel="stylesheet" href="/_pages/pages.css" />
        <link rel="icon" href="/_pages/icon.svg" type="image/svg+xml" />
        ${drawing}
        <script src="/_pages/pages.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
          <a class="home" href="/">embedded GitHub</a
          ><span class="where">read-only pages, on this computer only, for whoever opens them</span>
        </header>
        <main id="content" data-live="${isLive ? "yes" : "no"}">${content}</main>
      </body>
    </html> `;
}
