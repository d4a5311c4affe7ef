import { epochMs } from "../../instant.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `42s`, `12m 4s`, `2h 5m`, `3d 4h`; empty when a time is missing or unreadable. */
export function durationBetween(from: string | null, to: string | null): string {
  const seconds = secondsBetween(from, to);
  if (seconds === undefined) return "";
  if (seconds < MINUTE) return `${seconds}s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m ${seconds % MINUTE}s`;
  return hours(seconds);
}

/** In whole minutes, for what is still going on: a text that changes every second is edited every second. */
export function elapsedBetween(from: string | null, to: string | null): string {
  const seconds = secondsBetween(from, to);
  if (seconds === undefined) return "";
  if (seconds < MINUTE) return "<1m";
  return seconds < HOUR ? `${Math.floor(seconds / MINUTE)}m` : hours(seconds);
}

function hours(seconds: number): string {
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h ${Math.floor((seconds % HOUR) / MINUTE)}m`;
  return `${Math.floor(seconds / DAY)}d ${Math.floor((seconds % DAY) / HOUR)}h`;
}

/** Clocks of two machines differ: what ends before it begins took no time. */
function secondsBetween(from: string | null, to: string | null): number | undefined {
  if (from === null || to === null) return undefined;
  const milliseconds = epochMs(to) - epochMs(from);
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, Math.floor(milliseconds / 1000));
}
