// Claims open on hover, keyboard focus and tap; the ledger can be searched. Without scripts the
// same facts are in each link's title and in the ledger.
(() => {
  const FACTS = ["status", "at", "printed", "computed", "patients", "check"];
  const popover = document.createElement("div");
  popover.className = "claim-popover";
  popover.id = "claim-popover";
  popover.setAttribute("role", "tooltip");
  popover.hidden = true;
  document.body.append(popover);
  let open = null;
  let closing = 0;

  const fact = (name, text) => {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = name === "at" ? "printed in" : name;
    value.textContent = text;
    return [term, value];
  };
  const show = (claim) => {
    clearTimeout(closing);
    if (open === claim) return;
    hide();
    open = claim;
    const facts = document.createElement("dl");
    for (const name of FACTS)
      if (claim.dataset[name]) facts.append(...fact(name, claim.dataset[name]));
    const more = document.createElement("p");
    const link = document.createElement("a");
    link.href = claim.href;
    link.tabIndex = -1;
    link.textContent = "See it in the ledger";
    more.append(link);
    popover.replaceChildren(facts, more);
    popover.hidden = false;
    claim.setAttribute("aria-describedby", popover.id);
    const box = claim.getClientRects()[0] ?? claim.getBoundingClientRect();
    const widest = document.documentElement.clientWidth - popover.offsetWidth - 16;
    popover.style.left = `${Math.max(16, Math.min(box.left, widest)) + scrollX}px`;
    const below = box.bottom + 8;
    const fits = below + popover.offsetHeight < innerHeight || box.top < popover.offsetHeight + 8;
    popover.style.top = `${(fits ? below : box.top - popover.offsetHeight - 8) + scrollY}px`;
  };
  const hide = () => {
    clearTimeout(closing);
    open?.removeAttribute("aria-describedby");
    open = null;
    popover.hidden = true;
  };
  const hideSoon = () => { closing = setTimeout(hide, 250); };

  for (const claim of document.querySelectorAll("a.claim")) {
    claim.removeAttribute("title");
    claim.addEventListener("mouseenter", () => show(claim));
    claim.addEventListener("mouseleave", hideSoon);
    claim.addEventListener("focus", () => show(claim));
    claim.addEventListener("blur", hideSoon);
    let touched = false;
    claim.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch" && open !== claim;
    });
    claim.addEventListener("click", (event) => {
      if (!touched) return;
      event.preventDefault();
      show(claim);
    });
  }
  popover.addEventListener("mouseenter", () => clearTimeout(closing));
  popover.addEventListener("mouseleave", hideSoon);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => {
    if (open && !open.contains(event.target) && !popover.contains(event.target)) hide();
  });

  // What scrolls can be scrolled by keyboard. The built-in builder's pages have it so already.
  for (const frame of document.querySelectorAll("main table, main div:has(> table), main pre"))
    if (frame.scrollWidth > frame.clientWidth && !frame.closest("[tabindex]")) frame.tabIndex = 0;

  // The ledger's sections can be searched; the box is made here, as it does nothing without.
  const first = document.querySelector("[id^=sec-ledger-]");
  if (first) {
    const label = document.createElement("label");
    label.className = "ledger-search";
    const input = document.createElement("input");
    input.type = "search";
    input.autocomplete = "off";
    input.placeholder = "contradicted, Table 1 …";
    const found = document.createElement("span");
    found.setAttribute("role", "status");
    label.append("Search the ledger", input, found);
    first.before(label);
    const rows = [...document.querySelectorAll("table tbody tr")];
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        count += !row.hidden;
      }
      found.textContent = words.length ? `${count} of ${rows.length} claims` : "";
    });
  }
})();
