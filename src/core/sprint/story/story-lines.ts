/**
 * A story file as lines that know their section. One scan, linear in the text; headings inside code
 * and comments are not headings. Nested headings inherit the section of the one above them unless
 * their own title says otherwise.
 */
import { textLines, visitLines } from "../text-lines.ts";
import { listItemOf } from "./check-box.ts";
import type { ListItem } from "./check-box.ts";
import { sectionKind } from "./section-kind.ts";
import type { SectionKind } from "./section-kind.ts";
import { createVerbatimTracker } from "./verbatim.ts";

export interface StoryLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  readonly section: SectionKind;
  readonly heading: { readonly level: number; readonly title: string } | undefined;
  /** The list item that begins here; undefined also in verbatim text. */
  readonly item: ListItem | undefined;
  /** Inside a code fence or an HTML comment, fences included. */
  readonly isVerbatim: boolean;
  /** Below a Tasks heading, however deep. */
  readonly isInTasks: boolean;
}

interface OpenSection {
  readonly level: number;
  readonly kind: SectionKind;
  readonly isInTasks: boolean;
}

const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/u;
const FRONT = /^---\s*$/u;
const LONGEST_FRONT = 300;

/** Number of lines of the frontmatter, both `---` lines included; 0 when there is none. */
export function frontmatterLength(lines: readonly { readonly text: string }[]): number {
  if (!FRONT.test(lines[0]?.text ?? "")) return 0;
  const end = lines.slice(1, LONGEST_FRONT).findIndex((line) => FRONT.test(line.text));
  return end === -1 ? 0 : end + 2;
}

function headingOf(text: string): StoryLine["heading"] {
  if (!text.includes("#")) return undefined;
  const [, marks = "", title = ""] = HEADING.exec(text) ?? [];
  return marks === "" ? undefined : { level: marks.length, title: title.replace(/[\s#]+$/u, "") };
}

const OUTSIDE: OpenSection = { level: 0, kind: "preamble", isInTasks: false };

function opened(heading: { level: number; title: string }, parent: OpenSection): OpenSection {
  const own = sectionKind(heading.title);
  const inherited = parent.kind === "preamble" ? "other" : parent.kind;
  return { level: heading.level, kind: own ?? inherited, isInTasks: parent.isInTasks || own === "tasks" };
}

function openSection(stack: OpenSection[], heading: { level: number; title: string }): void {
  while ((stack.at(-1)?.level ?? 0) >= heading.level) stack.pop();
  stack.push(opened(heading, stack.at(-1) ?? OUTSIDE));
}

export function storyLines(text: string): readonly StoryLine[] {
  const front = /^\uFEFF?---/u.test(text) ? frontmatterLength(textLines(text)) : 0;
  const isVerbatimLine = createVerbatimTracker();
  const stack: OpenSection[] = [];
  const lines: StoryLine[] = [];
  let hasHeading = false;
  visitLines(text, (line) => {
    const isVerbatim = lines.length < front || isVerbatimLine(line);
    const heading = isVerbatim ? undefined : headingOf(line);
    if (heading) {
      // The first heading is the title when it is of the first level: it opens no section.
      if (hasHeading || heading.level > 1) openSection(stack, heading);
      hasHeading = true;
    }
    const { kind: section, isInTasks } = stack.at(-1) ?? OUTSIDE;
    const item = isVerbatim ? undefined : listItemOf(line);
    lines.push({ number: lines.length + 1, text: line, section, heading, item, isVerbatim, isInTasks });
  });
  return lines;
}
