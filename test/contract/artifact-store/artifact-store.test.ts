import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../../src/operations/failure.ts";
import type { UploadedArtifact } from "../../../src/operations/ports.ts";
import { zipArchive } from "../../support/zip-archive.ts";
import { type ArtifactStage, openFake, openReal, type RealStage } from "./artifact-stage.ts";

const ENOUGH = 1_000_000;

describe.each([
  ["in memory", openFake],
  ["of the Actions service", openReal],
])("the artifacts of a run, %s", (_, open) => {
  let stage: ArtifactStage;
  let folder: string;
  let uploads = 0;

  beforeAll(async () => {
    stage = await open();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "evidence-"));
    return () => rm(folder, { recursive: true });
  });
  afterAll(() => stage.stop());

  async function upload(files: ReadonlyMap<string, Uint8Array>, name?: string): Promise<UploadedArtifact> {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    uploads += 1;
    return await stage.artifacts.upload({
      name: name ?? `evidence--1-1-gate--a1--r1--${uploads}`,
      folder,
      files: [...files.keys()],
    });
  }

  it("come back byte for byte, with their names and folders", async () => {
    const files = new Map([
      ["progress.json", Buffer.from('\uFEFF{"ä":"🚀"}\r\n')],
      ["rounds/1/review.json", Buffer.from("{}")],
      ["a b — c.log", Buffer.from("x".repeat(100_000))],
      ["empty.txt", Buffer.alloc(0)],
      ["story.bundle", Buffer.from([0, 0xff, 0xfe, 0x80, 0x0a])],
    ]);

    const fetched = await stage.artifacts.fetch({ ...(await upload(files)), maxBytes: ENOUGH });

    if (fetched.kind === "unusable") throw new Error(fetched.reason);
    const came = [...fetched.files].map(
      ([name, bytes]) => [name, Buffer.from(bytes).toString("hex")] as const,
    );
    const went = [...files].map(([name, bytes]) => [name, bytes.toString("hex")] as const);
    expect(new Map(came)).toEqual(new Map(went));
  });

  it("have an id and a digest of their own", async () => {
    const one = await upload(new Map([["a.json", Buffer.from("1")]]));
    const other = await upload(new Map([["a.json", Buffer.from("2")]]));

    expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/u);
    expect(other.id).not.toBe(one.id);
    expect(other.digest).not.toBe(one.digest);
  });

  it("are unusable under another digest than they were uploaded with", async () => {
    const one = await upload(new Map([["a.json", Buffer.from("1")]]));
    const other = await upload(new Map([["a.json", Buffer.from("2")]]));

    const fetched = await stage.artifacts.fetch({ id: other.id, digest: one.digest, maxBytes: ENOUGH });

    expect(fetched).toMatchObject({ kind: "unusable", reason: expect.stringContaining("digest") });
  });

  it("are unusable when they are larger than somebody is ready to take", async () => {
    // Bytes that no compression makes smaller.
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_each, index) => (index * 7919) % 251));
    const artifact = await upload(new Map([["large.bin", bytes]]));

    const fetched = await stage.artifacts.fetch({ ...artifact, maxBytes: 100 });

    expect(fetched).toEqual({ kind: "unusable", reason: "it is larger than 100 bytes" });
  });

  it("are unusable when there are none of that id", async () => {
    const fetched = await stage.artifacts.fetch({
      id: 999_999,
      digest: `sha256:${"0".repeat(64)}`,
      maxBytes: ENOUGH,
    });

    expect(fetched).toEqual({ kind: "unusable", reason: "there is no such artifact" });
  });

  it("are never replaced: a second one of the same name is a failure", async () => {
    const files = new Map([["a.json", Buffer.from("1")]]);
    const first = await upload(files, "evidence--1-1-gate--a1--r1--final");

    await expect(upload(files, "evidence--1-1-gate--a1--r1--final")).rejects.toBeInstanceOf(Failure);
    expect((await stage.artifacts.fetch({ ...first, maxBytes: ENOUGH })).kind).toBe("files");
  });
});

describe("what other jobs of the run may have uploaded", () => {
  let stage: RealStage;

  beforeAll(async () => {
    stage = await openReal();
  });
  afterAll(() => stage.stop());

  it("is read by the app and by jobs alike while it is harmless", async () => {
    const archive = zipArchive({ name: "progress.json", content: '{"ä":1}' });
    const artifact = await stage.plant("harmless", archive);

    expect(await stage.runs.readArtifact(artifact)).toEqual({
      kind: "files",
      files: new Map([["progress.json", '{"ä":1}']]),
    });
    expect((await stage.artifacts.fetch({ ...artifact, maxBytes: ENOUGH })).kind).toBe("files");
  });

  it.each<[string, Uint8Array]>([
    ["a way out of its folder", zipArchive({ name: "../../state/claims.json" })],
    ["an absolute path", zipArchive({ name: "/etc/passwd" })],
    ["a backslash", zipArchive({ name: String.raw`..\x` })],
    ["a link", zipArchive({ name: "x", content: "/etc/passwd", mode: 0o120777 })],
    ["one name twice", zipArchive({ name: "manifest.json" }, { name: "MANIFEST.json" })],
    [
      "a bomb that lies about its size",
      zipArchive({ name: "x", content: "x".repeat(5_000_000), claimedSize: 10 }),
    ],
    [
      "too many entries",
      zipArchive(...Array.from({ length: 501 }, (_each, index) => ({ name: `${index}` }))),
    ],
    ["more than it may hold", zipArchive({ name: "x", content: "x".repeat(31 * 1024 * 1024) })],
    ["no archive", Buffer.from("<html>")],
    ["half an archive", zipArchive({ name: "x" }).subarray(0, 50)],
    ["nothing", new Uint8Array()],
  ])("is refused by the app and by jobs alike when it is %s", async (what, archive) => {
    const artifact = await stage.plant(what.replaceAll(" ", "-"), archive);

    expect(await stage.runs.readArtifact(artifact)).toMatchObject({ kind: "unusable" });
    expect(await stage.artifacts.fetch({ ...artifact, maxBytes: ENOUGH })).toMatchObject({
      kind: "unusable",
    });
  });

  it("is refused by the app when it is no text, and kept as bytes by jobs", async () => {
    const artifact = await stage.plant(
      "binary",
      zipArchive({ name: "x.bin", content: Buffer.from([0xff, 0xfe]) }),
    );

    expect(await stage.runs.readArtifact(artifact)).toEqual({
      kind: "unusable",
      reason: "x.bin is not UTF-8 text",
    });
    expect((await stage.artifacts.fetch({ ...artifact, maxBytes: ENOUGH })).kind).toBe("files");
  });

  it("is refused when it is not what was listed", async () => {
    const artifact = await stage.plant("listed", zipArchive({ name: "x" }));
    const other = await stage.plant("other", zipArchive({ name: "y" }));

    expect(await stage.runs.readArtifact({ ...artifact, id: other.id })).toMatchObject({
      reason: expect.stringContaining("digest"),
    });
    expect(await stage.runs.readArtifact({ ...artifact, digest: "" })).toMatchObject({ kind: "unusable" });
  });

  it("is unusable once it is gone", async () => {
    const artifact = await stage.plant("gone", zipArchive({ name: "x" }));
    await stage.remove(artifact.id);

    expect(await stage.runs.readArtifact(artifact)).toEqual({
      kind: "unusable",
      reason: "it has expired or was deleted",
    });
    expect(await stage.artifacts.fetch({ ...artifact, maxBytes: ENOUGH })).toEqual({
      kind: "unusable",
      reason: "there is no such artifact",
    });
  });
});
