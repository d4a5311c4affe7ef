import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runName } from "../../../src/core/batch/dispatch-request.ts";
import type { Runs } from "../../../src/operations/ports.ts";
import { type PortStage, requestOf, STAGES } from "./port-stage.ts";

const UNKNOWN = 999_999_999;

describe.each(STAGES)("the runs %s", (_, open) => {
  let stage: PortStage;
  let runs: Runs;

  beforeAll(async () => {
    stage = await open();
    runs = stage.ports.runs;
  });
  afterAll(() => stage.stop());

  async function start(nonce: string): Promise<number> {
    const dispatch = await runs.dispatch(requestOf(nonce), "main");
    if (dispatch.kind !== "dispatched" || dispatch.runId === null) throw new Error(JSON.stringify(dispatch));
    return dispatch.runId;
  }

  it("are listed newest first, each by the name its dispatch gave it", async () => {
    const since = stage.now();
    const first = await start("aaaaaaaaaaaa");
    const second = await start("bbbbbbbbbbbb");

    const listed = await runs.listSince(since);

    expect(listed.map(({ id, displayTitle }) => ({ id, displayTitle }))).toEqual([
      { id: second, displayTitle: runName(requestOf("bbbbbbbbbbbb")) },
      { id: first, displayTitle: runName(requestOf("aaaaaaaaaaaa")) },
    ]);
    expect(listed[0]).toMatchObject({
      runAttempt: 1,
      conclusion: null,
      url: expect.stringContaining("/runs/"),
    });
  });

  it("from before a time are left out", async () => {
    const old = await start("cccccccccccc");
    await stage.aSecondLater();
    await stage.aSecondLater();
    const since = stage.now();
    const young = await start("dddddddddddd");

    const ids = (await runs.listSince(since)).map(({ id }) => id);
    expect(ids).toContain(young);
    expect(ids).not.toContain(old);
  });

  it("are read alone as they are listed, and not at all when there is no such run", async () => {
    const id = await start("eeeeeeeeeeee");
    await stage.finish(id);

    const [listed] = (await runs.listSince(stage.now().slice(0, 11) + "00:00:00Z")).filter(
      (run) => run.id === id,
    );
    expect(await runs.read(id)).toEqual(listed);
    expect(listed).toMatchObject({ status: "completed", conclusion: "success" });
    expect(await runs.read(UNKNOWN)).toBeUndefined();
  });

  it("that are not there have neither jobs nor artifacts: that is a failure, not an empty list", async () => {
    await expect(runs.jobs(UNKNOWN)).rejects.toMatchObject({ code: "not-found", retryable: false });
    await expect(runs.artifacts(UNKNOWN)).rejects.toMatchObject({ code: "not-found", retryable: false });
  });

  it("without artifacts have an empty list of them", async () => {
    expect(await runs.artifacts(await start("ffffffffffff"))).toEqual([]);
  });

  it("that are cancelled end so", async () => {
    const id = await start("abababababab");

    await runs.cancel(id);
    await stage.finish(id);

    expect(await runs.read(id)).toMatchObject({ status: "completed", conclusion: "cancelled" });
  });

  it("that have ended stay as they ended when they are cancelled; those that never were do no harm", async () => {
    const id = await start("cdcdcdcdcdcd");
    await stage.finish(id);

    await runs.cancel(id);
    await runs.cancel(UNKNOWN);

    expect(await runs.read(id)).toMatchObject({ status: "completed", conclusion: "success" });
  });

  it("that GitHub refuses do not exist, and its words are told", async () => {
    const since = stage.now();
    await stage.aSecondLater();
    stage.refuseDispatches("Actions has been disabled.");

    expect(await runs.dispatch(requestOf("efefefefefef"), "main")).toEqual({
      kind: "refused",
      reason: "Actions has been disabled.",
    });
    const names = (await runs.listSince(since)).map(({ displayTitle }) => displayTitle);
    expect(names).not.toContain(runName(requestOf("efefefefefef")));
  });
});
