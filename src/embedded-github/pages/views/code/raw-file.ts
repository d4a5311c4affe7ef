import { existing, type PageAnswer, type PageRequest } from "../../page.ts";
import { readPlace } from "./read-place.ts";

/** Only pictures made of pixels are shown as what they are; everything else is text to a browser. */
const PICTURES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
};

export async function rawFile(request: PageRequest): Promise<PageAnswer> {
  const { git } = request.repository;
  const place = await readPlace(git, request.param("rest"));
  const blob = existing(await git.read(`${place.sha}:${place.path}`));
  if (blob.type !== "blob") return existing<PageAnswer>(undefined);
  const [, ending = ""] = /\.([a-z]+)$/iu.exec(place.path) ?? [];
  const type = PICTURES[ending.toLowerCase()] ?? "text/plain; charset=utf-8";
  return { kind: "bytes", bytes: Uint8Array.from(blob.content), type };
}
