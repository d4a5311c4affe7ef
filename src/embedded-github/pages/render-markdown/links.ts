/**
 * Where links and pictures lead. What lies on github.com in this world's words is a page here; what
 * a file names relatively lies beside it; pictures of others are only linked, for nothing is loaded
 * from elsewhere.
 */
import type { Repository } from "../../world/repository.ts";
import type { World } from "../../world/world.ts";
import { blobAddress, rawAddress } from "../addresses.ts";
import { element, replaceElements, text, textOf, type Element, type Root } from "./tree.ts";

export interface LinkPlace {
  readonly world: World;
  readonly repository: Repository;
  /** The file that is shown; absent for comments. */
  readonly file: { readonly ref: string; readonly path: string } | undefined;
}

/** Sanitising puts it before every id, so that ids of contents never meet those of the page. */
const ID_PREFIX = "user-content-";

export function settleLinks(tree: Root, place: LinkPlace): void {
  replaceElements(tree, (node) => {
    if (node.tagName === "a") return settledLink(node, place);
    return node.tagName === "img" ? settledPicture(node, place) : undefined;
  });
}

function settledLink(link: Element, place: LinkPlace): Element | undefined {
  const { href } = link.properties;
  if (typeof href !== "string") return undefined;
  if (href.startsWith("#")) {
    const id = href.slice(1);
    return withHref(link, id.startsWith(ID_PREFIX) ? href : `#${ID_PREFIX}${id}`);
  }
  const here = ownPage(href, place.world);
  if (here !== undefined) {
    const isBare = textOf(link) === href;
    return withHref(isBare ? { ...link, children: [text(shortName(here))] } : link, here);
  }
  if (isAbsolute(href)) {
    return { ...link, properties: { ...link.properties, rel: ["nofollow", "noreferrer"] } };
  }
  const path = pathBeside(href, place);
  return path === undefined ? undefined : withHref(link, blobAddress(place.repository, path.ref, path.path));
}

function withHref(link: Element, href: string): Element {
  return { ...link, properties: { ...link.properties, href } };
}

/** The path of a page of this world behind an address on github.com. */
export function ownPage(href: string, world: World): string | undefined {
  const base = `${world.urls.html}/`;
  if (!href.startsWith(base)) return undefined;
  const path = href.slice(base.length);
  const [owner = "", name = ""] = path.split(/[/?#]/u);
  return world.repositories.find(`${owner}/${name}`) ? `/${path}` : undefined;
}

/** As GitHub shortens bare addresses: `#12` and the first seven digits of a commit. */
function shortName(path: string): string {
  const [, number] = /^\/[^/]+\/[^/]+\/(?:issues|pull)\/(\d+)$/u.exec(path) ?? [];
  if (number !== undefined) return `#${number}`;
  const [, sha] = /^\/[^/]+\/[^/]+\/commit\/([0-9a-f]{7})[0-9a-f]*$/u.exec(path) ?? [];
  return sha ?? path.slice(1);
}

function settledPicture(picture: Element, place: LinkPlace): Element {
  const { src, alt } = picture.properties;
  const words = typeof alt === "string" && alt !== "" ? alt : "picture";
  if (typeof src !== "string") return element("span", {}, [text(words)]);
  if (isAbsolute(src)) {
    return element("a", { href: src, rel: ["nofollow", "noreferrer"] }, [text(`🖼 ${words}`)]);
  }
  const path = pathBeside(src, place);
  if (path === undefined) return element("span", {}, [text(words)]);
  return element("img", { src: rawAddress(place.repository, path.ref, path.path), alt: words }, []);
}

/** With a scheme or a host of its own. */
function isAbsolute(address: string): boolean {
  return /^(?:[a-z][a-z\d+.-]*:|\/\/)/iu.test(address);
}

/** What a relative address means beside the file, without leaving the repository. */
function pathBeside(href: string, { file }: LinkPlace): { ref: string; path: string } | undefined {
  if (!file) return undefined;
  const [address = ""] = href.split(/[?#]/u);
  const parts = address.startsWith("/") ? [] : file.path.split("/").slice(0, -1);
  for (const part of decoded(address).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return { ref: file.ref, path: parts.join("/") };
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Headings can be linked to by their words. */
export function nameHeadings(tree: Root): void {
  replaceElements(tree, (node) => {
    if (!/^h[1-6]$/u.test(node.tagName) || node.properties["id"] !== undefined) return undefined;
    const words = textOf(node).trim().toLowerCase();
    const name = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/gu, "-");
    return { ...node, properties: { ...node.properties, id: `${ID_PREFIX}${name}` } };
  });
}
