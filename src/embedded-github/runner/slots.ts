/** A number of places; whoever finds none waits in line. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** false: the signal came first, and no place was taken. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return await new Promise<boolean>((resolve) => {
      function enter(): void {
        signal.removeEventListener("abort", leave);
        resolve(true);
      }
      const leave = (): void => resolve(this.#abandon(enter));
      this.#waiting.push(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  #abandon(enter: () => void): false {
    this.#waiting.splice(this.#waiting.indexOf(enter), 1);
    return false;
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
