import assert from "node:assert/strict";
import { test } from "node:test";
import { kilogramsOf, recordPicking } from "./log.js";

test("pickings of one sort add up", () => {
  let log = recordPicking([], { sort: "plum", day: "2026-08-30", kilograms: 12 });
  log = recordPicking(log, { sort: "plum", day: "2026-08-31", kilograms: 8 });
  log = recordPicking(log, { sort: "pear", day: "2026-08-31", kilograms: 5 });

  assert.equal(kilogramsOf(log, "plum"), 20);
});
