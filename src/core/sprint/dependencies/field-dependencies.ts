/** References in fields: frontmatter, and the entries of boards and lists of stories. */
import type { DependencyMention } from "../story.ts";
import type { FrontmatterValue } from "../story/read-frontmatter.ts";

const FIELDS = [
  "depends_on",
  "dependsOn",
  "depends-on",
  "dependencies",
  "blocked_by",
  "prerequisites",
  "requires",
];

const LONGEST = 120;
const NOTHING =
  /^(?:none|n\/a|no|nil|null|false|nothing|~|-+|\[\]|\{\}|(?:none|nothing|no (?:hard |other |story |external )?(?:dependenc|prerequisite|blocker))\b.*)$/iu;

/** A field is a statement of its own: all that stands in it is needed, whatever it looks like. */
export function fieldReferences(text: string): readonly string[] {
  return text
    .split(/[,;\n]/u)
    .map((part) => part.trim().replace(/^[-*]\s+/u, ""))
    .filter((part) => part !== "" && part.length <= LONGEST && !NOTHING.test(part));
}

export function fieldDependencies(
  values: ReadonlyMap<string, readonly FrontmatterValue[]>,
  file: string,
): readonly DependencyMention[] {
  return FIELDS.flatMap((field) =>
    (values.get(field) ?? []).flatMap((value) =>
      fieldReferences(value.text).map((reference) => {
        const column = value.column + Math.max(value.text.indexOf(reference), 0);
        return { reference, file, line: value.line, column, excerpt: value.excerpt };
      }),
    ),
  );
}
