import type { Config } from "../../config/config.ts";
import type { FootprintEntry } from "../conflict.ts";
import { compileGlobs } from "./match-glob.ts";

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

export interface PathReading {
  readonly grade: FootprintEntry["grade"];
  readonly isDatabase: boolean;
}

/**
 * Grades by lists; the repository's own come before the defaults. Answers are remembered, since
 * stories name the same paths again and again.
 */
export function createPathGrader(config: Config): (path: string) => PathReading {
  const own = {
    ignored: compileGlobs(config.conflicts.ignored),
    added: compileGlobs(config.conflicts.appendOnly),
  };
  const ignored = compileGlobs(IGNORED);
  const added = compileGlobs(APPEND_ONLY);
  const database = compileGlobs([...DATABASE, ...config.conflicts.database]);
  const readings = new Map<string, PathReading>();

  function gradeOf(path: string): FootprintEntry["grade"] {
    if (own.ignored(path)) return "ignored";
    if (own.added(path)) return "append-only";
    if (ignored(path)) return "ignored";
    return added(path) ? "append-only" : "exclusive";
  }

  return (path) => {
    const known = readings.get(path);
    if (known) return known;
    const reading = { grade: gradeOf(path), isDatabase: database(path) };
    readings.set(path, reading);
    return reading;
  };
}
