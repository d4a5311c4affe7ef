/** A workflow or action said something that cannot be evaluated; the text is what GitHub would show. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}
