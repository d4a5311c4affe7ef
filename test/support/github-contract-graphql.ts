/** Queries and what came of them against GitHub's own schema, as far as it is sliced. */
import { readFileSync } from "node:fs";
import {
  buildSchema,
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  type GraphQLSchema,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { z } from "zod";
import type { Exchange } from "../../src/embedded-github/http/exchange.ts";

const SLICE = new URL("../contract/slices/github.graphql", import.meta.url);

const Asked = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});
const Answered = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

let schema: GraphQLSchema | undefined;

export function githubSchema(): GraphQLSchema {
  schema ??= buildSchema(readFileSync(SLICE, "utf8"));
  return schema;
}

/** A query that GitHub refused to run is nobody's promise; one it ran has to be right. */
export function graphqlDifferences({ asked, answered, status, isInjected }: Exchange): readonly string[] {
  if (isInjected || status !== 200) return [];
  const answer = Answered.safeParse(JSON.parse(JSON.stringify(answered ?? null)));
  if (!answer.success) return ["POST /graphql answered neither data nor errors"];
  if (answer.data.data === undefined) return [];
  const { query, variables, operationName } = Asked.parse(asked);
  const document = parse(query);
  const operation = getOperationAST(document, operationName);
  const problems = validate(githubSchema(), document);
  const values = getVariableValues(githubSchema(), operation?.variableDefinitions ?? [], variables ?? {});
  return [...problems, ...(values.errors ?? [])].map((problem) => `POST /graphql ${problem.message}`);
}

/** `Repository.pullRequests` and so on: what a query asks for. */
export function fieldsAsked({ asked }: Pick<Exchange, "asked">): readonly string[] {
  const { query } = Asked.parse(asked);
  return fieldsOf(parse(query));
}

export function operationAsked({ asked }: Pick<Exchange, "asked">): string {
  const { query, operationName } = Asked.parse(asked);
  return getOperationAST(parse(query), operationName)?.name?.value ?? "without a name";
}

function fieldsOf(document: DocumentNode): readonly string[] {
  const fields: string[] = [];
  const types = new TypeInfo(githubSchema());
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        if (parent) fields.push(`${parent.name}.${node.name.value}`);
      },
    }),
  );
  return fields;
}
