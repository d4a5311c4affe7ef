import { describe, expect, test } from "vitest";
import {
  carriesMarker,
  markerPrefix,
  parseMarker,
  renderMarker,
} from "../../../../src/core/presentation/marker.ts";

const PAYLOAD = { batch: "b7-1234", signature: "c2lnbmVk+/=" };

describe("the marker", () => {
  test("is read back from the end of a comment", () => {
    expect(parseMarker(`### hello\r\n\r\n${renderMarker(PAYLOAD)}\r\n`)).toEqual(PAYLOAD);
  });

  test("is found by its prefix, which no other batch shares", () => {
    expect(renderMarker(PAYLOAD)).toContain(markerPrefix("b7-1234"));
    expect(renderMarker(PAYLOAD)).not.toContain(markerPrefix("b7-123"));
  });

  test.each([
    ["no marker", "hello"],
    ["a marker that is not the last line", `${renderMarker(PAYLOAD)}\nhello`],
    ["a marker in a line of text", `see ${renderMarker(PAYLOAD)}`],
    ["another program's marker", "<!-- other batch=b7-1234 signature=x -->"],
    ["an impossible batch", "<!-- batch-stories:tracking batch=../x signature=y -->"],
    ["nothing", ""],
  ])("is not seen in %s", (_what, body) => {
    expect(parseMarker(body)).toBeUndefined();
  });

  test("is ours only with the very signature we expect", () => {
    const body = `text\n${renderMarker(PAYLOAD)}`;

    expect(carriesMarker(body, PAYLOAD)).toBe(true);
    expect(carriesMarker(body, { ...PAYLOAD, signature: "Zm9yZ2Vk" })).toBe(false);
    expect(carriesMarker(body, { ...PAYLOAD, batch: "b7-1" })).toBe(false);
    expect(carriesMarker("text", PAYLOAD)).toBe(false);
  });
});
