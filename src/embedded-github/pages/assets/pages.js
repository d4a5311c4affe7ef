// Draws diagrams, and looks again while something is going on. Works without: pages are complete
// as they come, and a diagram that is not drawn is its own source.

const LOOK_MS = 2500;
const drawings = new Map();
let drawn = 0;

function isDark() {
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

async function draw(source) {
  const known = drawings.get(source);
  if (known) return known;
  drawn += 1;
  const { svg } = await window.mermaid.render(`drawing-${drawn}`, source);
  drawings.set(source, svg);
  return svg;
}

async function drawAll(page) {
  const waiting = [...page.querySelectorAll(".diagram-source")];
  if (waiting.length === 0 || !window.mermaid) return;
  for (const place of waiting) {
    try {
      // Mermaid's strict level runs its result through DOMPurify.
      const svg = await draw(place.textContent);
      const drawing = document.createElement("div");
      drawing.innerHTML = svg;
      place.replaceWith(drawing);
    } catch {
      place.title = "This diagram cannot be drawn.";
      // What Mermaid leaves behind when it fails.
      for (const rest of document.querySelectorAll('body > [id^="ddrawing-"]')) rest.remove();
    }
  }
}

// Folded parts are told apart by their first words and their place among those with the same.
function foldedParts(page) {
  const seen = new Map();
  return [...page.querySelectorAll("details")].map((part) => {
    const words = part.closest("[id]")?.id + (part.querySelector("summary")?.textContent ?? "").slice(0, 24);
    const count = (seen.get(words) ?? 0) + 1;
    seen.set(words, count);
    return { part, key: `${words} ${count}` };
  });
}

function takeOver(before, after) {
  const open = new Map(foldedParts(before).map(({ part, key }) => [key, part.open]));
  for (const { part, key } of foldedParts(after)) part.open = open.get(key) ?? part.open;
  before.replaceWith(after);
}

async function look(etag) {
  const answer = await fetch(window.location.href, { headers: etag ? { "if-none-match": etag } : {} });
  if (answer.status !== 200) return etag;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const after = document.adoptNode(page.querySelector("main"));
  const before = document.querySelector("main");
  await drawAll(after);
  takeOver(before, after);
  return answer.headers.get("etag");
}

function wait() {
  return new Promise((wake) => setTimeout(wake, LOOK_MS));
}

async function follow() {
  let etag;
  while (document.querySelector("main")?.dataset.live === "yes") {
    await wait();
    if (document.hidden) continue;
    try {
      etag = await look(etag);
    } catch {
      // The embedded GitHub has ended: what is shown is the last there was.
      return;
    }
  }
}

window.mermaid?.initialize({
  startOnLoad: false,
  securityLevel: "strict",
  // Labels become SVG text: Mermaid measures HTML ones before it has cleaned them.
  htmlLabels: false,
  flowchart: { htmlLabels: false },
  theme: isDark() ? "dark" : "default",
  suppressErrorRendering: true,
});
void drawAll(document).finally(() => {
  document.documentElement.dataset.drawn = "yes";
});
void follow();
