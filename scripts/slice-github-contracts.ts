/**
 * Writes `test/contract/slices/`: as much of GitHub's published descriptions as the embedded GitHub
 * serves and sends. Run it after adding a route, a GraphQL field or a webhook.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { printSchema } from "graphql";
import { SCHEMA } from "../src/embedded-github/graphql/schema.ts";
import { type ContractPackage, fetchPackageFile } from "./contracts/fetch-package.ts";
import { servedOperations } from "./contracts/served-operations.ts";
import { graphqlSliceFile, jsonSliceFile } from "./contracts/slice-file.ts";
import { sliceGraphql } from "./contracts/slice-graphql.ts";
import { sliceRest } from "./contracts/slice-rest.ts";
import { sliceWebhooks } from "./contracts/slice-webhooks.ts";

const FOLDER = fileURLToPath(new URL("../test/contract/slices", import.meta.url));
const REST: ContractPackage = "@octokit/openapi@23.0.2";
const WEBHOOKS: ContractPackage = "@octokit/openapi-webhooks@12.1.0";
const GRAPHQL: ContractPackage = "@octokit/graphql-schema@15.26.1";

async function descriptionIn(source: ContractPackage): Promise<unknown> {
  return JSON.parse(await fetchPackageFile(source, "generated/api.github.com.json"));
}

async function files(): Promise<ReadonlyMap<string, string>> {
  const rest = { source: REST, ...sliceRest(await descriptionIn(REST), servedOperations()) };
  const webhooks = sliceWebhooks(await descriptionIn(WEBHOOKS), WEBHOOKS);
  const schema = sliceGraphql(await fetchPackageFile(GRAPHQL, "schema.graphql"), printSchema(SCHEMA));
  return new Map([
    ["github-rest.json", jsonSliceFile(rest)],
    ["github-webhooks.json", jsonSliceFile(webhooks)],
    ["github.graphql", graphqlSliceFile(GRAPHQL, schema)],
  ]);
}

for (const [name, text] of await files()) {
  writeFileSync(join(FOLDER, name), text);
  console.log(`${name}: ${Math.round(text.length / 1024)} KiB`);
}
