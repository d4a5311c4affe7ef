/** The last bytes of a stream, in bounded memory. */
export interface OutputTail {
  add(chunk: Buffer): void;
  text(): string;
}

export function outputTail(limitBytes: number): OutputTail {
  let kept: Buffer[] = [];
  let size = 0;
  function add(chunk: Buffer): void {
    kept.push(chunk);
    size += chunk.length;
    if (size > 2 * limitBytes) shorten();
  }
  function shorten(): void {
    const joined = Buffer.concat(kept);
    kept = [joined.subarray(Math.max(0, joined.length - limitBytes))];
    size = kept[0]?.length ?? 0;
  }
  function text(): string {
    shorten();
    return Buffer.concat(kept).toString("utf8");
  }
  return { add, text };
}
