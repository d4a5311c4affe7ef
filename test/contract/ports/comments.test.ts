import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Comments } from "../../../src/operations/ports.ts";
import { type PortStage, STAGES } from "./port-stage.ts";

describe.each(STAGES)("the comments %s", (_, open) => {
  let stage: PortStage;
  let comments: Comments;
  let issue: number;

  beforeAll(async () => {
    stage = await open();
    comments = stage.ports.comments;
  });
  beforeEach(() => {
    issue = stage.openIssue();
  });
  afterAll(() => stage.stop());

  it("are read as they were created, to the character", async () => {
    const body = "# One — “quoted” 🚀\n\n<!-- marker -->\r\n";
    const id = await comments.create(issue, body);

    expect(await comments.read(id)).toEqual({ id, body });
  });

  it("may be as long as GitHub allows and not longer", async () => {
    const id = await comments.create(issue, "x".repeat(65_536));

    expect((await comments.read(id))?.body).toHaveLength(65_536);
    await expect(comments.create(issue, "x".repeat(65_537))).rejects.toMatchObject({
      code: "invalid",
      retryable: false,
    });
    await expect(comments.edit(id, "x".repeat(65_537))).rejects.toMatchObject({ code: "invalid" });
  });

  it("of ours are found by their marker, oldest first, on their issue only", async () => {
    const other = stage.openIssue();
    const first = await comments.create(issue, "one <!-- marker 1 -->");
    await comments.create(issue, "two <!-- marker 2 -->");
    await comments.create(other, "three <!-- marker 1 -->");
    const last = await comments.create(issue, "four <!-- marker 1 -->");

    expect(await comments.findByMarker(issue, "<!-- marker 1 -->", undefined)).toEqual([
      { id: first, body: "one <!-- marker 1 -->" },
      { id: last, body: "four <!-- marker 1 -->" },
    ]);
    expect(await comments.findByMarker(issue, "<!-- marker 3 -->", undefined)).toEqual([]);
  });

  it("of others are never taken for ours, whatever marker they carry", async () => {
    stage.comment(issue, "<!-- marker 1 -->", "mallory");

    expect(await comments.findByMarker(issue, "<!-- marker 1 -->", undefined)).toEqual([]);
  });

  it("that were last changed before a time are left out of a search since then", async () => {
    const old = await comments.create(issue, "old <!-- marker -->");
    await comments.create(issue, "older <!-- marker -->");
    await stage.aSecondLater();
    await stage.aSecondLater();
    const since = stage.now();
    await comments.edit(old, "old, edited <!-- marker -->");
    const young = await comments.create(issue, "new <!-- marker -->");

    const found = await comments.findByMarker(issue, "<!-- marker -->", wholeSeconds(since));
    expect(found.map(({ id }) => id)).toEqual([old, young]);
  });

  it("are edited while they are there", async () => {
    const id = await comments.create(issue, "one");

    expect(await comments.edit(id, "two")).toBe("edited");
    expect(await comments.read(id)).toEqual({ id, body: "two" });
    await stage.deleteComment(id);
    expect(await comments.edit(id, "three")).toBe("gone");
    expect(await comments.read(id)).toBeUndefined();
  });

  it("are removed once, and a second time without harm", async () => {
    const id = await comments.create(issue, "one");

    await comments.remove(id);
    await comments.remove(id);

    expect(await comments.read(id)).toBeUndefined();
  });

  it("carry each reaction of ours once", async () => {
    const id = stage.comment(issue, "/batch-stories");

    await comments.react(id, "eyes");
    await comments.react(id, "eyes");
    await comments.react(id, "rocket");

    expect(stage.reactionsTo(id)).toEqual(["eyes", "rocket"]);
  });

  it("that are gone get no reaction, and nobody is told", async () => {
    const id = stage.comment(issue, "/batch-stories");
    await stage.deleteComment(id);

    await expect(comments.react(id, "eyes")).resolves.toBeUndefined();
  });

  it("of the whole repository are listed oldest first, with author and answer", async () => {
    const since = stage.now();
    const other = stage.openIssue();
    const asked = stage.comment(issue, "/batch-stories", "maria");
    const answered = stage.comment(other, "/batch-stories plan", "mallory");
    const ours = await comments.create(issue, "an answer");
    await comments.react(asked, "eyes");
    await comments.react(answered, "-1");

    const listed = await comments.listSince(wholeSeconds(since));

    const plain = { isEdited: false, isBot: false, isAnswered: false };
    expect(listed.filter(({ commentId }) => commentId >= asked)).toEqual([
      { ...plain, ...dated(listed, asked), issue, commentId: asked, body: "/batch-stories", user: "maria" },
      {
        ...plain,
        ...dated(listed, answered),
        issue: other,
        commentId: answered,
        body: "/batch-stories plan",
        user: "mallory",
        isAnswered: true,
      },
      {
        ...plain,
        ...dated(listed, ours),
        issue,
        commentId: ours,
        body: "an answer",
        user: stage.ourLogin,
        isBot: true,
      },
    ]);
  });

  it("are listed since they were written, not since they were edited", async () => {
    const old = stage.comment(issue, "/batch-stories");
    await stage.aSecondLater();
    await stage.aSecondLater();
    const since = stage.now();
    stage.editComment(old, "/batch-stories plan");
    const young = stage.comment(issue, "/batch-stories");
    await stage.aSecondLater();
    stage.editComment(young, "/batch-stories help");

    const listed = await comments.listSince(wholeSeconds(since));

    expect(listed.map(({ commentId, isEdited }) => ({ commentId, isEdited }))).toEqual([
      { commentId: young, isEdited: true },
    ]);
  });

  it("are listed up to the newest hundred", async () => {
    const since = stage.now();
    const ids = Array.from({ length: 103 }, (_each, index) => stage.comment(issue, `comment ${index}`));

    const listed = await comments.listSince(wholeSeconds(since));

    expect(listed.map(({ commentId }) => commentId)).toEqual(ids.slice(3));
  });
});

function wholeSeconds(time: string): string {
  return time.replace(/\.\d+Z$/u, "Z");
}

/** The time GitHub gave it is a time, and that is all there is to say about it. */
function dated(
  listed: Awaited<ReturnType<Comments["listSince"]>>,
  id: number,
): { readonly createdAt: string } {
  const createdAt = listed.find(({ commentId }) => commentId === id)?.createdAt ?? "";
  expect(Date.parse(createdAt)).not.toBeNaN();
  return { createdAt };
}
