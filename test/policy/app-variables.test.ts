import { describe, expect, test } from "vitest";
import { parseEnvironment } from "../../src/app/environment.ts";
import { readFromRoot } from "../support/source-files.ts";
import { codesIn, tableAfter } from "./markdown.ts";

const KEY = "-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----";
const NEEDED = { APP_ID: "1", WEBHOOK_SECRET: "s", PRIVATE_KEY: KEY };

describe("the app's variables in docs/app.md", () => {
  const ROWS = tableAfter("docs/app.md", "<!-- table: variables -->");
  const NAMES = ROWS.flatMap(([name = ""]) => codesIn(name));

  test("are those that the app reads", () => {
    const source = readFromRoot("src/app/environment.ts");
    const read = [...source.matchAll(/\b([A-Z]+(?:_[A-Z]+)+|HOST|PORT)(?=:)/gu)].map(([name]) => name);

    expect(NAMES.toSorted(byText)).toEqual([...new Set(read)].toSorted(byText));
  });

  test("have the defaults that the document gives them", () => {
    const given = Object.fromEntries(
      ROWS.flatMap(([name = "", value = ""]) => {
        const [code] = codesIn(value);
        return code === undefined ? [] : [[codesIn(name).join(), code]];
      }),
    );
    const silent = parseEnvironment(NEEDED);

    expect(Object.keys(given).length).toBeGreaterThan(5);
    expect(silent.kind).toBe("read");
    expect(parseEnvironment({ ...NEEDED, ...given })).toEqual(silent);
  });

  test("are needed where the document says so", () => {
    const needed = ROWS.flatMap(([name = "", value = ""]) => (value === "needed" ? codesIn(name) : []));
    const missing = parseEnvironment({ PRIVATE_KEY: KEY });

    expect(missing).toEqual({ kind: "wrong", problems: needed.map((name) => `${name} is missing`) });
  });
});

function byText(one: string, other: string): number {
  return one < other ? -1 : 1;
}
