import { createHash } from "node:crypto";
import type { PageAnswer } from "./page.ts";
import { documentView } from "./views/parts/document.ts";

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

const SAFE_HEADERS = {
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
};

/** Only our own files; nothing is sent anywhere and no page of others may frame these. */
function policy(styles: string): string {
  const rules = ["default-src 'none'", "script-src 'self'", `style-src ${styles}`, "img-src 'self'"];
  rules.push("connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'");
  return rules.join("; ");
}

const PLAIN_POLICY = policy("'self'");
/** Mermaid writes the looks of a drawing into it. Styles can run nothing. */
const DRAWING_POLICY = policy("'self' 'unsafe-inline'");
/** Whatever a file holds, it gets no rights of a page. */
const FILE_POLICY = "default-src 'none'; sandbox";

export function answerPage(answer: PageAnswer): Answered {
  switch (answer.kind) {
    case "page":
      return answerDocument(answer);
    case "moved":
      return { status: 302, headers: { ...SAFE_HEADERS, location: answer.to }, body: null };
    case "bytes": {
      const { type, bytes, download } = answer;
      // Names come from workflows; only what every header can carry is kept.
      const name = download?.replaceAll(/[^\w.-]/gu, "_");
      const keeping = name === undefined ? {} : { "content-disposition": `attachment; filename="${name}"` };
      const headers = {
        ...SAFE_HEADERS,
        ...keeping,
        "content-type": type,
        "content-security-policy": FILE_POLICY,
      };
      return { status: 200, headers, body: bytes };
    }
  }
}

function answerDocument(page: Extract<PageAnswer, { kind: "page" }>): Answered {
  const { title, content, isLive } = page;
  const hasDiagrams = content.toString().includes('<div class="diagram">');
  const text = documentView({ title, content, isLive: isLive ?? false, hasDiagrams }).toString();
  const headers = {
    ...SAFE_HEADERS,
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": hasDiagrams ? DRAWING_POLICY : PLAIN_POLICY,
    "cache-control": "no-cache",
    etag: `"${createHash("sha256").update(text).digest("base64url")}"`,
  };
  return { status: 200, headers, body: text };
}
