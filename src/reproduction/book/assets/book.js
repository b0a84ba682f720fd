// The search over the book, and buttons that copy code. Pages work without it, and from a file.
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
  const has = (text) => words.every((word) => text.toLowerCase().includes(word));
  const hits = words.length && sections ? sections.filter((section) => has(section.slice(1).join(" "))) : [];
  hits.sort(([, a], [, b]) => has(b) - has(a));
  list.replaceChildren(...hits.slice(0, MOST).map((hit) => entry(hit, words)));
  const more = hits.length > MOST ? `, the first ${MOST} shown` : "";
  box.querySelector("[role=status]").textContent =
    words.length && sections ? `${hits.length || "No"} section${hits.length === 1 ? "" : "s"}${more}` : "";
}

function entry([address, title, chapter, text], words) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 30);
  link.href = root + address;
  for (const part of [title, chapter, text && `… ${text.slice(at, at + 100)} …`])
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

for (const code of document.querySelectorAll("div.sourceCode")) {
  const button = code.appendChild(document.createElement("button"));
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}
