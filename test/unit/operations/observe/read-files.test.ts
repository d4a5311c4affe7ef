import { describe, expect, it } from "vitest";
import { createMemory } from "../../../../src/operations/memory.ts";
import { keepTexts, textsOf } from "../../../../src/operations/observe/read-files.ts";

const MANY = 9000;

function paths(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, place) => `stories/${from + place}.md`);
}

function world(): {
  readonly access: Parameters<typeof textsOf>[0];
  readonly tree: ReadonlyMap<string, string>;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const reader = {
    readTree: () => Promise.resolve(new Map<string, string>()),
    readBlobs: (ids: readonly string[]) => {
      asked.push(...ids);
      return Promise.resolve(new Map(ids.map((id) => [id, `text of ${id}`])));
    },
  };
  const tree = new Map(paths(0, 2 * MANY).map((path) => [path, `blob ${path}`]));
  return { access: { reader, memory: createMemory() }, tree, asked };
}

describe("the texts of a sprint", () => {
  it("are asked for once, however many there are", async () => {
    const { access, tree, asked } = world();
    for (const _ of [1, 2]) {
      await textsOf(access, tree, paths(0, 1));
      const texts = await textsOf(access, tree, paths(0, MANY));
      keepTexts(access, tree, paths(0, MANY));
      expect(texts.size).toBe(MANY);
    }
    expect(asked).toHaveLength(MANY);
  });

  it("are kept however many others have been read after them", async () => {
    const { access, tree } = world();
    await textsOf(access, tree, paths(0, MANY));
    await textsOf(access, tree, paths(MANY, MANY + 3000));
    keepTexts(access, tree, paths(0, MANY));
    expect(access.memory.blobs.size).toBe(MANY + 2000);
    expect(paths(0, MANY).every((path) => access.memory.blobs.has(`blob ${path}`))).toBe(true);
  });

  it("are forgotten when another sprint has taken their place for long", async () => {
    const { access, tree } = world();
    await textsOf(access, tree, paths(0, MANY));
    await textsOf(access, tree, paths(MANY, 2 * MANY));
    keepTexts(access, tree, paths(MANY, 2 * MANY));
    expect(access.memory.blobs.size).toBe(MANY + 2000);
    expect(paths(MANY, 2 * MANY).every((path) => access.memory.blobs.has(`blob ${path}`))).toBe(true);
  });
});
