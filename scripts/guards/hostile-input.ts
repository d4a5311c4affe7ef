import type { Guard } from "./guard.ts";

const CHANGES = "src/operations/pipeline/delivery/hostile-changes.ts";
const CHANGED = "test/unit/operations/pipeline/delivery/hostile-changes.test.ts";
const ARCHIVE = "src/adapters/artifacts/read-archive.ts";
const ARCHIVED = "test/unit/adapters/artifacts/read-archive.test.ts";
const ESCAPE = "src/core/presentation/markdown/escape.ts";
const ESCAPED = "test/unit/core/presentation/markdown/escape.test.ts";
const ENTRY_KIND = "type !== 0 && type !== REGULAR_FILE && ";

/** Promises 4 and 9: archives, bundles, trees and texts that agents hand over. */
export const HOSTILE_INPUT_GUARDS: readonly Guard[] = [
  {
    name: "path-check",
    promise: 4,
    file: CHANGES,
    text: 'name === "." || name === ".."',
    planted: 'name === "."',
    test: { file: CHANGED, name: "a way out" },
  },
  {
    name: "path-check-of-archives",
    promise: 4,
    file: ARCHIVE,
    text: "const name = entry.fileName;",
    planted: 'const name = entry.fileName.replaceAll("\\n", "");',
    test: { file: ARCHIVED, name: "a line break in a name" },
  },
  {
    name: "links-in-archives",
    promise: 4,
    file: ARCHIVE,
    text: ENTRY_KIND,
    planted: "type === -1 && ",
    test: { file: ARCHIVED, name: "a link" },
  },
  {
    name: "size-of-archives",
    promise: 4,
    file: ARCHIVE,
    text: "if (size > limits.maxBytes)",
    planted: "if (size < 0)",
    test: { file: ARCHIVED, name: "too much content" },
  },
  {
    name: "git-folder",
    promise: 9,
    file: CHANGES,
    text: `    return "reaches into git's own folder";\n`,
    planted: "    return undefined;\n",
    test: { file: CHANGED, name: "git's folder with dots" },
  },
  {
    name: "workflows-are-not-changed",
    promise: 9,
    file: CHANGES,
    text: 'if (path.startsWith(".github/workflows/"))',
    planted: 'if (path.startsWith("/"))',
    test: { file: CHANGED, name: "a workflow" },
  },
  {
    name: "symbolic-links",
    promise: 4,
    file: CHANGES,
    text: 'if (mode === "120000") return "is a symbolic link";',
    planted: 'if (mode === "120000") return undefined;',
    test: { file: CHANGED, name: "a link" },
  },
  {
    name: "submodules",
    promise: 4,
    file: CHANGES,
    text: 'return mode === "160000" ? "is a submodule" :',
    planted: 'return mode === "160000" ? undefined :',
    test: { file: CHANGED, name: "a submodule" },
  },
  {
    name: "large-file-pointers",
    promise: 4,
    file: CHANGES,
    text: "if (String.fromCodePoint(...start) === POINTER_START)",
    planted: 'if (POINTER_START === "")',
    test: { file: CHANGED, name: "refuses a large file and a pointer to one" },
  },
  {
    name: "bundle-on-its-start",
    promise: 4,
    file: "src/adapters/git/import-repository.ts",
    text: "if (header.prerequisites.some((sha) => sha !== since)) {",
    planted: 'if (since === "") {',
    test: {
      file: "test/unit/adapters/git/work-tree.test.ts",
      name: "is refused when it builds on another commit",
    },
  },
  {
    name: "bundle-of-one-branch",
    promise: 4,
    file: "src/adapters/git/import-repository.ts",
    text: "if (!reference || others.length > 0)",
    planted: "if (!reference)",
    test: { file: "test/unit/adapters/git/work-tree.test.ts", name: "is refused when it %s" },
  },
  {
    name: "git-runs-no-hooks",
    promise: 9,
    file: "src/adapters/git/git-process.ts",
    text: '  "core.hooksPath=/dev/null",\n',
    planted: "",
    test: {
      file: "test/unit/adapters/git/work-tree.test.ts",
      name: "is checked out without its repository's help",
    },
  },
  {
    name: "git-checks-no-signatures",
    promise: 9,
    file: "src/adapters/git/git-process.ts",
    text: '  "log.showSignature=false",\n  "gpg.program=",\n',
    planted: "",
    test: {
      file: "test/contract/command-line/checkout.test.ts",
      name: "cannot make us run the program that checks its signatures",
    },
  },
  {
    name: "git-uses-no-other-transport",
    promise: 9,
    file: "src/adapters/git/git-process.ts",
    text: "...call.environment, ...transports(call) }",
    planted: "...call.environment }",
    test: {
      file: "test/unit/adapters/git/git-process.test.ts",
      name: "is closed to a call that did not ask for it, whatever the repository allows",
    },
  },
  {
    name: "escape-of-agent-text",
    promise: 8,
    file: ESCAPE,
    text: '      .replaceAll("<", "&lt;")\n',
    planted: "",
    test: { file: ESCAPED, name: "HTML" },
  },
  {
    name: "mentions",
    promise: 8,
    file: ESCAPE,
    text: "  [/@(?=[\\p{L}\\p{N}_-])/gu, `@${GAP}`],\n",
    planted: "",
    test: {
      file: "test/properties/presentation.test.ts",
      name: "stays one line, without mentions, references, links, HTML or hidden characters",
    },
  },
  {
    name: "closing-words",
    promise: 8,
    file: ESCAPE,
    text: "  [/#(?=\\d)/gu, `#${GAP}`],\n",
    planted: "",
    test: { file: ESCAPED, name: "a closing keyword" },
  },
  {
    name: "code-fence",
    promise: 8,
    file: ESCAPE,
    text: '"`".repeat(Math.max(3, longestRun(shown, "`") + 1))',
    planted: '"```"',
    test: { file: ESCAPED, name: "cannot be left by the text, and keeps its lines" },
  },
  {
    name: "prompt-fence",
    promise: 4,
    file: "src/core/pipeline/prompts/untrusted.ts",
    text: '"~".repeat(Math.max(3, longestRun(cut) + 1))',
    planted: '"~~~"',
    test: {
      file: "test/unit/core/pipeline/prompts.test.ts",
      name: "of the %s keeps foreign text inside its fence",
    },
  },
  {
    name: "hidden-instructions",
    promise: 4,
    file: "src/core/pipeline/prompts/untrusted.ts",
    text: "return fenced(name, visibleText(withoutComments(text)));",
    planted: "return fenced(name, visibleText(text));",
    test: { file: "test/unit/core/pipeline/prompts.test.ts", name: "hides what an unclosed comment hides" },
  },
];
