import { describe, expect, it } from "vitest";
import { Faults } from "../../../../src/embedded-github/faults/faults.ts";

describe("Faults", () => {
  it("lets the skipped requests pass, then meets as many as it says", async () => {
    const faults = new Faults();
    faults.add({ route: "GET /a", effect: { kind: "status", status: 500 }, skip: 1, times: 2 });

    const met = [];
    for (let index = 0; index < 4; index += 1) met.push((await faults.meet("GET /a"))?.kind);

    expect(met).toEqual([undefined, "status", "status", undefined]);
    expect(await faults.meet("GET /b")).toBeUndefined();
    expect(faults.unused()).toEqual([]);
  });

  it("holds requests at a barrier until all have arrived", async () => {
    const faults = new Faults();
    faults.add({ route: "GET /a", effect: { kind: "barrier", count: 3 } });
    const passed: number[] = [];

    const first = faults.meet("GET /a").then(() => passed.push(1));
    const second = faults.meet("GET /a").then(() => passed.push(2));
    await new Promise((wake) => setTimeout(wake, 20));
    expect(passed).toEqual([]);
    await Promise.all([first, second, faults.meet("GET /a")]);

    expect(passed).toEqual([1, 2]);
  });
});
