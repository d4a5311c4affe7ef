import type { Broken } from "./break-guard.ts";
import { PROMISES } from "./guard.ts";

/** Guard · promise · file · the test that failed · seconds, as a table for terminals and Markdown alike. */
export function resultTable(results: readonly Broken[]): string {
  const rows = results.map((broken) => {
    const { guard, verdict, failed, reason, seconds } = broken;
    const noticed = `${guard.test.file}: ${failed.join("; ")}`;
    const test = verdict === "noticed" ? noticed : `${verdict.toUpperCase()}: ${reason}`;
    return [guard.name, String(guard.promise ?? "–"), guard.file, test, seconds.toFixed(1)];
  });
  const head = ["guard", "promise", "file", "test that failed", "s"];
  const rule = head.map(() => "---");
  return ["", ...[head, rule, ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`)].join("\n");
}

function cell(text: string): string {
  return text.replaceAll(/\s+/gu, " ").replaceAll("|", "¦").slice(0, 300);
}

/** How many guards of each promise were broken and noticed. */
export function promiseLines(results: readonly Broken[]): readonly string[] {
  const lines = Object.entries(PROMISES).flatMap(([number, words]) => {
    const own = results.filter(({ guard }) => String(guard.promise) === number);
    const noticed = own.filter(({ verdict }) => verdict === "noticed").length;
    return own.length > 0 ? [`promise ${number}: ${noticed} of ${own.length} noticed — ${words}`] : [];
  });
  return ["", ...lines];
}
