import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createArtifactReader } from "../../../../src/adapters/artifacts/run-artifacts.ts";
import type { Runs, StoredArtifact } from "../../../../src/operations/ports.ts";
import { zipArchive } from "../../../support/zip-archive.ts";

function storedZip(name: string, content: Uint8Array): Buffer {
  return Buffer.from(zipArchive({ name, content }));
}

const ZIP = storedZip("1-1-gate-progress.json", Buffer.from('\uFEFF{"ä":1}'));

let url: string;
let served: Buffer;
let status: number;
let headers: IncomingHttpHeaders | undefined;
let stop: () => Promise<void>;

beforeEach(async () => {
  served = ZIP;
  status = 200;
  headers = undefined;
  const server = createServer((request, response) => {
    headers = request.headers;
    response.writeHead(status).end(served);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/blob?sig=secret`;
  stop = () => new Promise((resolve) => server.close(() => resolve()));
});

afterEach(() => stop());

function artifact(change: Partial<StoredArtifact> = {}): StoredArtifact {
  const digest = `sha256:${createHash("sha256").update(served).digest("hex")}`;
  return { id: 1, name: "evidence--1-1-gate--a1--r1--final", digest, sizeBytes: served.length, ...change };
}

function read(what: StoredArtifact, where: string | undefined = url): ReturnType<Runs["readArtifact"]> {
  return createArtifactReader(() => Promise.resolve(where))(what);
}

describe("an artifact", () => {
  it("comes as texts that keep every byte, so that digests of texts are digests of files", async () => {
    const reading = await read(artifact());

    expect(reading).toEqual({ kind: "files", files: new Map([["1-1-gate-progress.json", '\uFEFF{"ä":1}']]) });
  });

  it("is fetched without a token: the address itself carries the right", async () => {
    await read(artifact());

    expect(headers?.authorization).toBeUndefined();
  });

  it("that has another digest than GitHub recorded is unusable", async () => {
    const what = artifact();
    served = storedZip("x", Buffer.from("forged"));

    expect(await read(what)).toEqual({
      kind: "unusable",
      reason: "its digest is not the one GitHub recorded",
    });
  });

  it("without a digest is unusable", async () => {
    expect((await read(artifact({ digest: "" }))).kind).toBe("unusable");
  });

  it("that has expired is unusable", async () => {
    const reading = await createArtifactReader(() => Promise.resolve(undefined))(artifact());

    expect(reading).toEqual({ kind: "unusable", reason: "it has expired or was deleted" });
  });

  it("that is too large is not even asked for", async () => {
    const reading = await read(artifact({ sizeBytes: 11 * 1024 * 1024 }));

    expect(reading).toEqual({ kind: "unusable", reason: "it is larger than 10 MB" });
    expect(headers).toBeUndefined();
  });

  it("that lies about its size is given up on the way", async () => {
    served = Buffer.alloc(12 * 1024 * 1024);

    expect(await read(artifact({ sizeBytes: 10 }))).toEqual({
      kind: "unusable",
      reason: "it is larger than 10 MB",
    });
  });

  it.each([
    ["is no archive", Buffer.from("<html>")],
    ["holds bytes that are no text", storedZip("x.json", Buffer.from([0xff, 0xfe, 0x00]))],
    ["leads out of its folder", storedZip("../x.json", Buffer.from("{}"))],
  ])("that %s is unusable", async (_, bytes) => {
    served = bytes;

    expect((await read(artifact())).kind).toBe("unusable");
  });

  it("that cannot be fetched just now is asked for again later", async () => {
    status = 503;

    await expect(read(artifact())).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });
});
