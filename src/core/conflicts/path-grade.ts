import type { Config } from "../config/config.ts";
import type { Claim } from "./conflict.ts";
import { matchesAny } from "./match-glob.ts";

/** Written anew by tools, or read by people only: two stories that change them merge or do not matter. */
const IGNORED = [
  "package-lock.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "bun.lock",
  "bun.lockb",
  "poetry.lock",
  "uv.lock",
  "Cargo.lock",
  "go.sum",
  "Gemfile.lock",
  "composer.lock",
  "pubspec.lock",
  "Podfile.lock",
  "*.md",
  "*.mdx",
  "*.txt",
  "docs/**",
  ".env*",
  ".gitignore",
  "sprint-status.yaml",
];

/** Stories add lines to these; git merges additions at different places. */
const APPEND_ONLY = [
  "package.json",
  "Cargo.toml",
  "go.mod",
  "pyproject.toml",
  "requirements*.txt",
  "pubspec.yaml",
  "*.csproj",
  "composer.json",
  "build.gradle",
  "build.gradle.kts",
  "pom.xml",
  "Gemfile",
  "pnpm-workspace.yaml",
  "index.ts",
  "index.tsx",
  "index.js",
  "index.mjs",
  "__init__.py",
  "mod.rs",
  "CHANGELOG*",
  "tsconfig*.json",
  "vite.config.*",
  "vitest.config.*",
  "eslint.config.*",
  "tailwind.config.*",
  "Dockerfile",
  "docker-compose*",
  "Makefile",
  ".github/**",
  "turbo.json",
  "next.config.*",
  "**/locales/**",
  "**/i18n/**",
  "**/translations/**",
  "messages/*.json",
];

/** Wherever the schema of a database lives. */
const DATABASE = [
  "schema.prisma",
  "**/migrations/**",
  "**/migration/**",
  "**/migrate/**",
  "**/alembic/**",
  "**/drizzle/**",
  "schema.sql",
  "schema.rb",
  "**/db/schema.*",
  "**/flyway/**",
  "**/liquibase/**",
];

/** Grades are decided by lists; the repository's own lists come before the defaults. */
export function gradeOfPath(path: string, config: Config): Claim["grade"] {
  const { ignored, appendOnly } = config.conflicts;
  if (matchesAny(ignored, path)) return "ignored";
  if (matchesAny(appendOnly, path)) return "append-only";
  if (matchesAny(IGNORED, path)) return "ignored";
  return matchesAny(APPEND_ONLY, path) ? "append-only" : "exclusive";
}

export function isDatabasePath(path: string, config: Config): boolean {
  return matchesAny(config.conflicts.database, path) || matchesAny(DATABASE, path);
}
