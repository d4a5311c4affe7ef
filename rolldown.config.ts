import { defineConfig } from "rolldown";

/**
 * The action as one file, so that GitHub runs it from a checkout of this repository without an
 * install. The result is the same on every machine; a policy test builds it again and compares.
 */
export default defineConfig({
  input: { action: "src/action/main.ts" },
  platform: "node",
  output: {
    dir: "dist",
    format: "esm",
    // One file: what is imported on demand stays lazy, but travels inside.
    codeSplitting: false,
    minify: true,
    sourcemap: false,
    cleanDir: true,
  },
});
