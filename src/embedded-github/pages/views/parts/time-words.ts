import { html, type Html } from "../../html.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `08:22:24` today, else with the day. A batch lasts minutes: "3 minutes ago" would hide its order. */
export function timeView(at: string, now: string): Html {
  const iso = at.slice(0, 19);
  return html`<time datetime="${iso}Z" title="${iso.replace("T", " ")} UTC">${timeWords(iso, now)}</time>`;
}

function timeWords(iso: string, now: string): string {
  const [day = "", clock = ""] = iso.split("T");
  if (day === now.slice(0, 10)) return clock;
  const [year = "", month = "", date = ""] = day.split("-");
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? ""} ${year}, ${clock.slice(0, 5)}`;
}

/** `12s`, `3m 4s`, `1h 2m`; nothing for what has not begun. */
export function durationWords(from: string | null, to: string): string {
  if (from === null) return "";
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m ${seconds % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
