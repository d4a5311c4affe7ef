import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { type Token, TokenType } from "@actions/expressions/lexer";
import { fromData, isTruthy, type Json, toData } from "./json.ts";
import type { Scope } from "./scope.ts";
import { TemplateError } from "./template-error.ts";

const CONTEXTS = [
  "github",
  "env",
  "vars",
  "secrets",
  "inputs",
  "needs",
  "strategy",
  "matrix",
  "job",
  "jobs",
  "runner",
  "steps",
];

const UNLIMITED = Number.MAX_SAFE_INTEGER;

const FUNCTIONS = [
  { name: "always", minArgs: 0, maxArgs: 0 },
  { name: "success", minArgs: 0, maxArgs: UNLIMITED },
  { name: "failure", minArgs: 0, maxArgs: UNLIMITED },
  { name: "cancelled", minArgs: 0, maxArgs: 0 },
  { name: "hashFiles", minArgs: 1, maxArgs: 255 },
];

export function evaluateExpression(expression: string, scope: Scope): Json {
  const tree = new Parser(readTokens(expression), CONTEXTS, FUNCTIONS).parse();
  const contexts = new data.Dictionary();
  for (const name of CONTEXTS) contexts.add(name, toData(scope.contexts[name] ?? null));
  return fromData(new Evaluator(tree, contexts, functionsOf(scope)).evaluate());
}

export function evaluateCondition(expression: string, scope: Scope): boolean {
  try {
    return isTruthy(evaluateExpression(expression, scope));
  } catch (error) {
    throw new TemplateError(`The template is not valid. ${scope.file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The lexer undoubles only the first quote of a string; what is meant stands in the lexeme. */
function readTokens(expression: string): Token[] {
  const { tokens } = new Lexer(expression).lex();
  return tokens.map((token) =>
    token.type === TokenType.STRING
      ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
      : token,
  );
}

function functionsOf(scope: Scope): Map<string, FunctionDefinition> {
  const status = scope.status;
  return new Map([
    boolean("always", () => true),
    boolean("success", (ids) => status === undefined || status.success(ids)),
    boolean("failure", (ids) => status !== undefined && status.failure(ids)),
    boolean("cancelled", () => status !== undefined && status.cancelled()),
    [
      "hashfiles",
      {
        name: "hashFiles",
        minArgs: 1,
        maxArgs: 255,
        call: (...args: data.ExpressionData[]) => new data.StringData(scope.hashFiles?.(texts(args)) ?? ""),
      },
    ],
  ]);
}

function boolean(name: string, answer: (ids: readonly string[]) => boolean): [string, FunctionDefinition] {
  return [
    name,
    {
      name,
      minArgs: 0,
      maxArgs: UNLIMITED,
      call: (...args: data.ExpressionData[]) => new data.BooleanData(answer(texts(args))),
    },
  ];
}

function texts(args: readonly data.ExpressionData[]): string[] {
  return args.map((arg) => arg.coerceString());
}
