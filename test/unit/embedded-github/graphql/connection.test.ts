import { describe, expect, it } from "vitest";
import { connection } from "../../../../src/embedded-github/graphql/connection.ts";

const ITEMS = ["a", "b", "c", "d", "e"];

function pageOf(page: Parameters<typeof connection>[2] extends infer P ? Omit<P & object, "node"> : never) {
  return connection("items", ITEMS, { ...page, node: (item) => item.toUpperCase() });
}

describe("connection", () => {
  it("takes the first ones, then goes on after the cursor", () => {
    const first = pageOf({ first: 2 });
    const second = pageOf({ first: 2, after: first.pageInfo.endCursor });

    expect(first).toMatchObject({
      nodes: ["A", "B"],
      totalCount: 5,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    expect(second).toMatchObject({
      nodes: ["C", "D"],
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
    expect(pageOf({ first: 9, after: second.pageInfo.endCursor })).toMatchObject({
      nodes: ["E"],
      pageInfo: { hasNextPage: false },
    });
  });

  it("takes the last ones, also before a cursor", () => {
    const last = pageOf({ last: 2 });

    expect(last.nodes).toEqual(["D", "E"]);
    expect(pageOf({ last: 2, before: last.pageInfo.startCursor }).nodes).toEqual(["B", "C"]);
  });

  it("refuses pages without a size or over 100, as GitHub does", () => {
    expect(() => pageOf({})).toThrow(/must provide a `first` or `last`/u);
    expect(() => pageOf({ first: 101 })).toThrow(/exceeds the `first` limit of 100/u);
  });
});
