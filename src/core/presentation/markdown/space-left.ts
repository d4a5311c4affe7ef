/** What is left of a text's length. Once something did not fit, nothing after it is let in. */
export class SpaceLeft {
  left: number;

  constructor(characters: number) {
    this.left = characters;
  }

  take(text: string): string {
    this.left -= text.length + 2;
    return this.left < 0 ? "" : text;
  }

  close(): void {
    this.left = -1;
  }
}
