import { defineConfig } from "vitest/config";
import { PlainCountReporter } from "./test/support/plain-count-reporter.ts";

// GitHub's parser imports JSON without an import attribute; vite has to transform it.
const server = { deps: { inline: [/@actions\/workflow-parser/u] } };

/** One vitest project per layer of tests; each can be run alone with `--project`. */
function project(name: string, timeoutMs: number): Record<string, unknown> {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      server,
    },
  };
}

export default defineConfig({
  test: {
    // Vitest leaves one core to itself; on the two that CI has, half of the time would be spent waiting.
    maxWorkers: 2,
    reporters: ["default", new PlainCountReporter()],
    projects: [
      project("unit", 10_000),
      project("properties", 60_000),
      project("policy", 60_000),
      project("contract", 60_000),
      project("e2e", 180_000),
    ],
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text-summary"] },
  },
});
