import { graphqlRefusal } from "./context.ts";

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly totalCount: number;
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
}

const MAX_PAGE = 100;

/** One page of a list as GitHub cuts it; a page size is obligatory and at most 100. */
export function connection<T, U>(
  field: string,
  items: readonly T[],
  page: PageArguments & { readonly node: (item: T) => U },
): Connection<U> {
  const size = page.first ?? page.last ?? undefined;
  if (size === undefined) {
    throw graphqlRefusal(
      "MISSING_PAGINATION_BOUNDARIES",
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${field}\` connection.`,
    );
  }
  if (size > MAX_PAGE || size < 0) {
    throw graphqlRefusal(
      "EXCESSIVE_PAGINATION",
      `Requesting ${size} records on the \`${field}\` connection exceeds the \`first\` limit of ${MAX_PAGE} records.`,
    );
  }
  const from = position(page.after) ?? -1;
  const to = position(page.before) ?? items.length;
  const window = { start: from + 1, end: to };
  const start = isNumber(page.first) ? window.start : Math.max(window.start, window.end - size);
  const end = isNumber(page.first) ? Math.min(window.end, start + size) : window.end;
  return {
    nodes: items.slice(start, end).map(page.node),
    totalCount: items.length,
    pageInfo: {
      startCursor: end > start ? cursor(start) : null,
      endCursor: end > start ? cursor(end - 1) : null,
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
    },
  };
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number";
}

function cursor(index: number): string {
  return Buffer.from(`cursor:${index}`).toString("base64");
}

function position(value: string | null | undefined): number | undefined {
  if (typeof value !== "string") return undefined;
  const [, digits] = /^cursor:(\d+)$/u.exec(Buffer.from(value, "base64").toString("utf8")) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
