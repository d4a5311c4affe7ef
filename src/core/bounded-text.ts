/** The state is checked against its schema when it is read, so what goes in keeps its bounds. */
export const REASON_LIMIT = 2000;
const REASONS_LIMIT = 50;

/** At most `limit` UTF-16 code units, the unit of the schema; never half a character. */
export function boundedText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  const last = cut.charCodeAt(cut.length - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return `${isHalf ? cut.slice(0, -1) : cut}…`;
}

export function boundedReason(text: string): string {
  return boundedText(text, REASON_LIMIT);
}

export function boundedReasons(reasons: readonly string[], limit = REASONS_LIMIT): string[] {
  const kept = reasons.slice(0, limit).map(boundedReason);
  if (reasons.length <= limit) return kept;
  return [...kept.slice(0, limit - 1), `and ${reasons.length - limit + 1} more`];
}
