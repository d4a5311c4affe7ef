import { readFileSync } from "node:fs";
import { buildSchema, type GraphQLSchema, lexicographicSortSchema, printSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { CONTRACT_PACKAGES } from "../../scripts/contracts/fetch-package.ts";
import { asJsonSchema } from "../../scripts/contracts/json-schema.ts";
import { servedOperations } from "../../scripts/contracts/served-operations.ts";
import { checksumOf, graphqlSliceFile, jsonSliceFile } from "../../scripts/contracts/slice-file.ts";
import { sliceGraphql } from "../../scripts/contracts/slice-graphql.ts";
import { sliceRest } from "../../scripts/contracts/slice-rest.ts";
import { SENT_WEBHOOKS } from "../../scripts/contracts/slice-webhooks.ts";
import { SCHEMA } from "../../src/embedded-github/graphql/schema.ts";

function slice(name: string): string {
  return readFileSync(new URL(`../contract/slices/${name}`, import.meta.url), "utf8");
}

function jsonSlice(name: string): { checksum: string; source: string } & Record<string, object> {
  return JSON.parse(slice(name));
}

// Where one of these fails, `npm run contracts` writes the slices anew.
describe("the slices of GitHub's descriptions", () => {
  it.each(["github-rest.json", "github-webhooks.json"])("%s is as the script wrote it", (name) => {
    const { checksum, ...rest } = jsonSlice(name);

    expect(checksum).toBe(checksumOf(rest));
    expect(slice(name)).toBe(jsonSliceFile(rest));
    expect(Object.keys(CONTRACT_PACKAGES)).toContain(rest.source);
  });

  it("github.graphql is as the script wrote it", () => {
    const text = slice("github.graphql");
    const [, source = "", schema = ""] = /^# source: (.*)\n# checksum: .*\n\n([^]*)$/u.exec(text) ?? [];

    expect(text).toBe(graphqlSliceFile(source, schema));
    expect(Object.keys(CONTRACT_PACKAGES)).toContain(source);
  });

  it("have every REST operation and every webhook that is served, and no other", () => {
    expect(Object.keys(jsonSlice("github-rest.json")["operations"] ?? {})).toEqual(servedOperations());
    expect(Object.keys(jsonSlice("github-webhooks.json")["webhooks"] ?? {}).toSorted()).toEqual(
      [...SENT_WEBHOOKS].toSorted(),
    );
  });

  it("have GitHub's very words for every GraphQL type, field, argument and value that is served", () => {
    const github = buildSchema(slice("github.graphql"));

    expect(inOrder(SCHEMA)).toBe(inOrder(github));
  });
});

function inOrder(schema: GraphQLSchema): string {
  return printSchema(lexicographicSortSchema(schema));
}

const DESCRIPTION = {
  openapi: "3.0.3",
  paths: {
    "/things/{id}": {
      get: {
        operationId: "things/get",
        summary: "Prose",
        "x-github": { enabledForGitHubApps: true },
        parameters: [{ $ref: "#/components/parameters/id" }],
        responses: {
          200: { content: { "application/json": { schema: { $ref: "#/components/schemas/thing" } } } },
          404: { $ref: "#/components/responses/missing" },
        },
      },
    },
    "/others": { get: {} },
  },
  components: {
    parameters: { id: { name: "id", in: "path", required: true, schema: { type: "integer" } } },
    responses: {
      missing: { content: { "application/json": { schema: { $ref: "#/components/schemas/error" } } } },
    },
    schemas: {
      thing: {
        type: "object",
        description: "Prose",
        properties: {
          description: { type: "string", nullable: true, example: "Prose" },
          owner: { $ref: "#/components/schemas/owner" },
        },
      },
      owner: { type: "object", nullable: true, properties: { of: { $ref: "#/components/schemas/thing" } } },
      error: { type: "object" },
      unused: { type: "string" },
    },
  },
};

/** The same values with every object's keys the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, below]) => [key, reversed(below)] as const);
  return Object.fromEntries(entries.toReversed());
}

describe("slicing a description", () => {
  it("keeps the operation and what it refers to, through circles, and no prose", () => {
    expect(sliceRest(DESCRIPTION, ["GET /things/{id}"])).toEqual({
      operations: {
        "GET /things/{id}": {
          id: "things/get",
          isForApps: true,
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
          body: null,
          answers: {
            200: { headers: [], content: { "application/json": { $ref: "#/components/schemas/thing" } } },
            404: { headers: [], content: { "application/json": { $ref: "#/components/schemas/error" } } },
          },
        },
      },
      schemas: {
        error: { type: "object" },
        owner: { type: ["object", "null"], properties: { of: { $ref: "#/components/schemas/thing" } } },
        thing: {
          type: "object",
          properties: {
            description: { type: ["string", "null"] },
            owner: { $ref: "#/components/schemas/owner" },
          },
        },
      },
    });
  });

  it("gives operations and schemas in one order, whatever order they were asked for and found in", () => {
    const paths = { ...DESCRIPTION.paths, "/more": DESCRIPTION.paths["/things/{id}"] };
    const one = sliceRest({ ...DESCRIPTION, paths }, ["GET /things/{id}", "GET /more"]);
    const other = sliceRest({ ...DESCRIPTION, paths }, ["GET /more", "GET /things/{id}", "GET /more"]);
    const turned = sliceRest(reversed({ ...DESCRIPTION, paths }), ["GET /more", "GET /things/{id}"]);

    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(Object.keys(turned.schemas)).toEqual(Object.keys(one.schemas));
    expect(Object.keys(turned.operations)).toEqual(Object.keys(one.operations));
  });

  it("refuses an operation that GitHub does not describe", () => {
    expect(() => sliceRest(DESCRIPTION, ["GET /nothing"])).toThrow("no operation GET /nothing");
  });

  it.each([
    [
      { type: "string", nullable: true, enum: ["a"] },
      { type: ["string", "null"], enum: ["a", null] },
    ],
    [
      { nullable: true, oneOf: [{ type: "string", title: "Prose" }] },
      { anyOf: [{ oneOf: [{ type: "string" }] }, { type: "null" }] },
    ],
    [
      { $ref: "#/components/schemas/x", nullable: true, description: "Prose" },
      { $ref: "#/components/schemas/x" },
    ],
    [
      { type: "array", items: { type: "integer", nullable: true } },
      { type: "array", items: { type: ["integer", "null"] } },
    ],
  ])("turns %j into %j, and twice is the same as once", (schema, plain) => {
    expect(asJsonSchema(schema)).toEqual(plain);
    expect(asJsonSchema(asJsonSchema(schema))).toEqual(plain);
  });

  it.each([
    ["a type that GitHub lacks", "type Query { a: String } type Own { a: Int }", "GitHub has no Own"],
    ["a field whose type is not served", "type Query { thing: Int }", "Query.thing is a Thing at GitHub"],
  ])("refuses to serve %s", (_what, served, complaint) => {
    const github = "type Query { a: String thing: Thing } type Thing { a: Int }";

    expect(() => sliceGraphql(github, served)).toThrow(complaint);
  });

  it("shows what is served otherwise than GitHub declares it", () => {
    const github = 'type Query { "Prose" a(b: Int! c: Int): String! @deprecated } enum Colour { RED BLUE }';
    const served = "type Query { a: String d: Int } enum Colour { RED }";

    expect(sliceGraphql(github, served)).toBe(
      "enum Colour {\n  RED\n  BLUE\n}\n\ntype Query {\n  a(b: Int!): String!\n}\n",
    );
  });
});
