// The search over the book, the choice of a theme, links to headings, and buttons that copy code.
// Pages work without it, and from a file.
const root = document.currentScript.dataset.root + "/";
const box = document.querySelector(".find");
const input = box.querySelector("input");
const list = box.querySelector("ul");
const MOST = 12;
let sections;

// search.js calls it with all sections: address, title, chapter, words.
function bookSearch(found) {
  sections = found;
  search();
}

function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = !words.length || !sections ? [] : sections
    .map((section) => [rank(section, words), section])
    .filter(([found]) => found >= 0)
    .sort(([a], [b]) => b - a);
  list.replaceChildren(...hits.slice(0, MOST).map(([, hit]) => entry(hit, words)));
  const more = hits.length > MOST ? `, the first ${MOST} shown` : "";
  box.querySelector("[role=status]").textContent =
    words.length && sections ? `${hits.length || "No"} section${hits.length === 1 ? "" : "s"}${more}` : "";
}

// How well a section fits: every word counts most in its heading, and more where a word begins
// with it; -1 where a word is missing.
function rank([, title, chapter, text], words) {
  const points = words.map((word) => [title, chapter, text].map((part, place) => {
    const at = ` ${part.toLowerCase()}`.indexOf(word);
    const begins = new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "iu").test(part);
    return at < 0 ? 0 : (begins ? 2 : 1) * [100, 10, 1][place];
  }));
  if (points.some((found) => !found.some(Boolean))) return -1;
  return points.flat().reduce((a, b) => a + b, 0);
}

function entry([address, title, chapter, text], words) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  const at = Math.max(0, ...words.map((word) => text.toLowerCase().indexOf(word)).slice(0, 1));
  const start = text.lastIndexOf(" ", Math.max(0, at - 30)) + 1;
  const end = text.indexOf(" ", start + 100);
  const snippet = text.slice(start, end < 0 ? undefined : end);
  link.href = root + address;
  for (const part of [title, chapter, snippet && `${start ? "… " : ""}${snippet}${end < 0 ? "" : " …"}`])
    link.appendChild(document.createElement("span")).textContent = part;
  return item;
}

box.hidden = false;
input.addEventListener("focus", () => {
  const script = document.createElement("script");
  script.src = `${root}search.js`;
  document.head.append(script);
}, { once: true });
input.addEventListener("input", search);
box.addEventListener("keydown", (event) => {
  const stops = [input, ...list.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) stops[stops.indexOf(document.activeElement) + step]?.focus();
  else if (event.key === "Escape") { input.value = ""; search(); input.focus(); }
  else if (event.key === "Enter" && event.target === input) stops[1]?.click();
  else return;
  event.preventDefault();
});

const theme = document.querySelector(".theme");
const look = document.documentElement.style;
theme.hidden = false;
theme.firstElementChild.value = look.colorScheme;
theme.addEventListener("change", ({ target }) => {
  look.colorScheme = target.value;
  try { localStorage.setItem("theme", target.value); } catch { /* then it holds for this page */ }
});

for (const heading of document.querySelectorAll("main :is(h1, h2, h3, h4)[id]")) {
  const link = heading.appendChild(document.createElement("a"));
  link.className = "permalink";
  link.href = `#${heading.id}`;
  link.setAttribute("aria-label", "Link to this section");
}

for (const code of document.querySelectorAll("div.sourceCode")) {
  const button = code.appendChild(document.createElement("button"));
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}
