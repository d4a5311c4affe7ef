/** Values that no log, output or summary may show. */
export class Masks {
  #values: readonly string[] = [];

  /** Also masks what a value becomes when it is escaped, encoded or printed line by line. */
  add(value: string): void {
    const lines = value.split(/\r?\n/u);
    const forms = [value, ...lines].flatMap((form) => {
      const text = form.trim();
      if (text === "") return [];
      return [
        text,
        JSON.stringify(text).slice(1, -1),
        encodeURIComponent(text),
        Buffer.from(text).toString("base64"),
      ];
    });
    // The longest first, so that a value that contains another one is replaced as a whole.
    const all = [...new Set([...this.#values, ...forms])];
    this.#values = all.sort((one, other) => other.length - one.length);
  }

  apply(text: string): string {
    let masked = text;
    for (const value of this.#values) {
      if (masked.includes(value)) masked = masked.replaceAll(value, "***");
    }
    return masked;
  }

  isIn(text: string): boolean {
    return this.#values.some((value) => text.includes(value));
  }
}
