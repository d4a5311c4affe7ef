import type { Guard } from "./guard.ts";

/** No promise of the product: what our own tests stand on. */
export const WORKSHOP_GUARDS: readonly Guard[] = [
  {
    name: "import-law",
    file: "src/core/spend.ts",
    text: 'import { z } from "zod";\n',
    planted: 'import { z } from "zod";\nimport { readFileSync } from "node:fs";\n',
    test: { file: "test/policy/architecture.test.ts", name: "holds for every source file" },
  },
  {
    name: "unknown-route",
    file: "src/embedded-github/http/create-api.ts",
    text: "    parts.unknown.push(`${context.req.method} ${context.req.path}`);\n",
    planted: "",
    test: {
      file: "test/contract/embedded-github/limits-and-faults.test.ts",
      name: "answers 404 to what it does not know, and notes it",
    },
  },
  {
    name: "unknown-request-fails-the-test",
    file: "test/support/e2e-stage.ts",
    text: "    ...github.unknownRequests.map((request) => `unknown request: ${request}`),\n",
    planted: "",
    test: {
      file: "test/e2e/stage.e2e.test.ts",
      name: "is a request that the embedded GitHub does not know, and a fault that nobody met",
    },
  },
  {
    name: "unknown-field",
    file: "src/embedded-github/graphql/graphql-route.ts",
    text: "    unknown.push(...problems.map((problem) => `graphql: ${problem.message}`));\n",
    planted: "",
    test: {
      file: "test/contract/embedded-github/graphql.test.ts",
      name: "notes fields outside its slice of the schema as unknown requests",
    },
  },
  {
    name: "permission-check",
    file: "src/embedded-github/http/authorize.ts",
    text: "return authorizeRepository(guard, request);",
    planted: "return undefined;",
    test: {
      file: "test/contract/embedded-github/every-route.test.ts",
      name: "is closed to a token without the permission it needs, and writing ones to a token that may read",
    },
  },
  {
    name: "permissions-of-called-workflows",
    file: "src/embedded-github/runner/workflow/permissions.ts",
    text: "(key) => rank(requested, key) > rank(allowed, key)",
    planted: "() => false",
    test: {
      file: "test/unit/embedded-github-runner/permissions.test.ts",
      name: "names each key with both levels",
    },
  },
  {
    name: "answers-as-github-describes",
    file: "src/embedded-github/shapes/issue-shape.ts",
    text: "created_at: isoSeconds(comment.createdAt),\n    updated_at",
    planted: "created_at: comment.createdAt.slice(0, 10),\n    updated_at",
    test: {
      file: "test/contract/github-rest/described-answers.test.ts",
      name: "answers and is asked nothing that GitHub's description does not have",
    },
  },
  {
    name: "webhooks-as-github-describes",
    file: "src/embedded-github/webhooks/payload.ts",
    text: "    sender: userShape(world, event.actor.account),\n",
    planted: "",
    test: { file: "test/contract/webhooks/sent-webhooks.test.ts", name: "%s is what GitHub describes" },
  },
  {
    name: "fields-as-github-describes",
    file: "src/embedded-github/graphql/schema.ts",
    text: "type Blob implements GitObject & Node {\n",
    planted: "type Blob implements GitObject & Node {\n  words: Int\n",
    test: {
      file: "test/contract/github-graphql/every-field.test.ts",
      name: "is answered as its type says, and is GitHub's",
    },
  },
  {
    name: "token-never-widened",
    file: "src/embedded-github/routes/app-routes.ts",
    text: "Object.entries(asked).some(([key, level]) =>",
    planted: "Object.entries(granted).some(([key, level]) =>",
    test: {
      file: "test/contract/embedded-github/identity.test.ts",
      name: "narrows a token to the asked permissions and repositories, and never widens it",
    },
  },
  {
    name: "signature-of-app-tokens",
    file: "src/embedded-github/world/identity/credentials.ts",
    text: 'if (!isSigned) return unknown("A JSON web token could not be decoded");',
    planted: "",
    test: {
      file: "test/contract/embedded-github/identity.test.ts",
      name: "refuses a JWT whose claims were changed after signing",
    },
  },
  {
    name: "used-up-quota",
    file: "src/embedded-github/http/rate-limits.ts",
    text: "if (remaining <= 0) return false;",
    planted: "",
    test: {
      file: "test/contract/embedded-github/limits-and-faults.test.ts",
      name: "counts an installation's requests and refuses when the hour is used up",
    },
  },
  {
    name: "pushed-workflows",
    file: "src/embedded-github/git/push-hook.ts",
    text: 'rules.mayChangeWorkflows ? "yes" : "no"',
    planted: '"yes"',
    test: {
      file: "test/contract/embedded-github/git-http.test.ts",
      name: "refuses pushes to who may only read, to closed branches, and of workflow files",
    },
  },
];
