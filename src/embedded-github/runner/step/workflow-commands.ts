/** `::name key=value::data` lines that a step prints to talk to the runner. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

/** What the runner does about commands. */
export interface CommandSink {
  log(line: string): void;
  annotate(level: "notice" | "warning" | "error", message: string): void;
  addMask(value: string): void;
  setOutput(name: string, value: string): void;
  saveState(name: string, value: string): void;
}

export function parseWorkflowCommand(line: string): WorkflowCommand | undefined {
  const text = line.trimStart();
  if (!text.startsWith("::")) return undefined;
  const end = text.indexOf("::", 2);
  if (end < 0) return undefined;
  const head = text.slice(2, end);
  const space = head.indexOf(" ");
  const name = (space < 0 ? head : head.slice(0, space)).trim();
  if (name === "") return undefined;
  const properties = space < 0 ? [] : parseProperties(head.slice(space + 1));
  return { name, properties: new Map(properties), data: unescapeData(text.slice(end + 2)) };
}

/** One step's output, line by line; remembers whether commands are stopped. */
export class CommandReader {
  readonly #sink: CommandSink;
  #stopToken: string | undefined;

  constructor(sink: CommandSink) {
    this.#sink = sink;
  }

  read(line: string): void {
    const command = parseWorkflowCommand(line);
    if (this.#stopToken !== undefined) {
      if (command?.name === this.#stopToken) this.#stopToken = undefined;
      this.#sink.log(line);
    } else if (command === undefined || !this.#perform(command)) {
      this.#sink.log(line);
    }
  }

  /** false: no command of ours, so the line is printed as it is. */
  #perform(command: WorkflowCommand): boolean {
    const { name, properties, data } = command;
    if (name === "stop-commands") {
      this.#stopToken = data;
      return false;
    }
    if (SILENT.has(name)) return true;
    const printed = printedForm(name, data);
    if (printed !== undefined) {
      if (name === "error" || name === "warning" || name === "notice") {
        this.#sink.annotate(name, data);
      }
      this.#sink.log(printed);
      return true;
    }
    if (name === "add-mask") this.#sink.addMask(data);
    else if (name === "set-output") this.#sink.setOutput(properties.get("name") ?? "", data);
    else if (name === "save-state") this.#sink.saveState(properties.get("name") ?? "", data);
    else return false;
    return true;
  }
}

/** Shown only with step debugging, which nobody switches on here; matchers find nothing here. */
const SILENT: ReadonlySet<string> = new Set(["debug", "echo", "add-matcher", "remove-matcher"]);

const PRINTED: ReadonlySet<string> = new Set(["error", "warning", "notice", "group"]);

function printedForm(name: string, data: string): string | undefined {
  if (name === "endgroup") return "##[endgroup]";
  return PRINTED.has(name) ? `##[${name}]${data}` : undefined;
}

function parseProperties(text: string): [string, string][] {
  return text.split(",").flatMap((pair): [string, string][] => {
    const equals = pair.indexOf("=");
    if (equals < 0) return [];
    return [[pair.slice(0, equals).trim(), unescapeProperty(pair.slice(equals + 1))]];
  });
}

function unescapeData(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
}
