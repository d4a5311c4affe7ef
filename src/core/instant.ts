/**
 * Arithmetic on ISO 8601 timestamps in UTC. Core has no clock and no `Date`; the days are counted
 * with the proleptic Gregorian calendar in 400-year eras, as in Howard Hinnant's date algorithms.
 */
const DAY_MS = 86_400_000;
const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAY = 719_468;

const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,18}))?)?Z$/u;

/** Milliseconds since 1970 of a UTC timestamp; NaN when the text is none. */
export function epochMs(timestamp: string): number {
  const match = TIMESTAMP.exec(timestamp);
  if (!match) return Number.NaN;
  const [, year, month, day, hours, minutes, seconds = "0", fraction = "0"] = match;
  const time = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
  return dayNumber(Number(year), Number(month), Number(day)) * DAY_MS + time + thousandths(fraction);
}

/** The timestamp of a number of milliseconds since 1970, always with milliseconds. */
export function timestampOf(epoch: number): string {
  const days = Math.floor(epoch / DAY_MS);
  const { year, month, day } = calendarDay(days);
  const ms = epoch - days * DAY_MS;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.floor(ms / 1000) % 60;
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return `${date}T${padded(hours, 2)}:${padded(minutes, 2)}:${padded(seconds, 2)}.${padded(ms % 1000, 3)}Z`;
}

/** The year begins in March, so that the leap day is its last. */
function dayNumber(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_DAY;
}

function calendarDay(days: number): { year: number; month: number; day: number } {
  const shifted = days + EPOCH_DAY;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day };
}

function thousandths(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, "0"));
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
