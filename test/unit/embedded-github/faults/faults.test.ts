import { describe, expect, it } from "vitest";
import type { Arrival } from "../../../../src/embedded-github/faults/fault.ts";
import { Faults } from "../../../../src/embedded-github/faults/faults.ts";

function arrival(route: string, text = ""): Arrival {
  return { route, who: "installation", text: () => text };
}

describe("Faults", () => {
  it("lets the skipped requests pass, then meets as many as it says", async () => {
    const faults = new Faults();
    faults.add({ route: "GET /a", effect: { kind: "status", status: 500 }, skip: 1, times: 2 });

    const met = [];
    for (let index = 0; index < 4; index += 1) met.push((await faults.meet(arrival("GET /a")))?.kind);

    expect(met).toEqual([undefined, "status", "status", undefined]);
    expect(await faults.meet(arrival("GET /b"))).toBeUndefined();
    expect(faults.unused()).toEqual([]);
  });

  it("holds requests at a barrier until all have arrived", async () => {
    const faults = new Faults();
    faults.add({ route: "GET /a", effect: { kind: "barrier", count: 3 } });
    const passed: number[] = [];

    const first = faults.meet(arrival("GET /a")).then(() => passed.push(1));
    const second = faults.meet(arrival("GET /a")).then(() => passed.push(2));
    await new Promise((wake) => setTimeout(wake, 20));
    expect(passed).toEqual([]);
    await Promise.all([first, second, faults.meet(arrival("GET /a"))]);

    expect(passed).toEqual([1, 2]);
  });

  it("meets only those whose body holds the text it names", async () => {
    const faults = new Faults();
    faults.add({ route: "POST /a", holding: "apple", effect: { kind: "lostResponse" } });

    expect(await faults.meet(arrival("POST /a", "a pear"))).toBeUndefined();
    expect(await faults.meet(arrival("POST /a", "an apple"))).toEqual({ kind: "lostResponse" });
  });

  it("meets only those of the token it names", async () => {
    const faults = new Faults();
    faults.add({ route: "POST /a", who: "job", effect: { kind: "lostResponse" } });

    expect(await faults.meet(arrival("POST /a"))).toBeUndefined();
    expect(await faults.meet({ ...arrival("POST /a"), who: "job" })).toEqual({ kind: "lostResponse" });
  });

  it("asks rules about what meets no planned fault, until they are ended", async () => {
    const faults = new Faults();
    faults.add({ route: "GET /a", effect: { kind: "status", status: 500 } });
    const end = faults.addRule({ name: "all are lost", decide: () => ({ kind: "lostResponse" }) });

    const met = [await faults.meet(arrival("GET /a")), await faults.meet(arrival("GET /a"))];
    end();

    expect(met.map((effect) => effect?.kind)).toEqual(["status", "lostResponse"]);
    expect(await faults.meet(arrival("GET /a"))).toBeUndefined();
    expect(faults.unused()).toEqual([]);
  });

  it("tells which faults and rules met nobody", async () => {
    const faults = new Faults();
    faults.add({ route: "GET /a", effect: { kind: "double" }, times: 2 });
    faults.addRule({ name: "never", decide: () => undefined });

    await faults.meet(arrival("GET /a"));

    expect(faults.unused()).toEqual(["double for GET /a (1 left)", 'rule "never"']);
  });
});
