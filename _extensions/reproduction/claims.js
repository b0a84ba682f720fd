// What a page shows of its claims: popovers, the strip of patients, abbreviations. Everything comes
// from the links' data attributes and from the page's one JSON block; without scripts a claim leads
// to its row in the ledger, which says the same.
(() => {
  const block = document.getElementById("claims-data");
  const { ledger, units = [], claims = {}, notes = [], abbreviations = {} } =
    block ? JSON.parse(block.textContent) : {};
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter(Boolean));
    return element;
  };
  const paragraph = (text, className = "") => text && make("p", { className }, text);
  const idOf = (claim) => claim.hash.replace("#claim-", "");
  const words = (element) => (element.dataset.patients ?? "").split(" ").filter(Boolean);

  // --- Patients and the numbers that rest on them light up, wherever the page shows them

  let chosen = null; // the patient whose numbers are listed
  const light = (patients, numbersOf = null) => {
    for (const element of all(".claim-lit")) element.classList.remove("claim-lit");
    const found = patients.flatMap((patient) => all(`[data-patient="${patient}"]`));
    if (numbersOf) {
      found.push(...all(`[data-patients~="${numbersOf}"]`));
      found.push(...all("[data-claim]").filter((row) => patientsOf(row).includes(numbersOf)));
    }
    for (const element of found) element.classList.add("claim-lit");
  };
  const patientsOf = (row) => (claims[row.dataset.claim]?.[2] ?? []).map(String);
  const rest = () => light(chosen ? [chosen] : [], chosen);

  // --- A claim's popover

  const popover = make("div", { id: "claim-popover", className: "claim-popover", popover: "manual" });
  popover.setAttribute("role", "group");
  popover.setAttribute("aria-label", "About this number");
  document.body.append(popover);
  let open = null;
  let closing = 0;

  const show = (claim) => {
    clearTimeout(closing);
    if (open === claim) return;
    hide();
    open = claim;
    const { status, says, found, why, sharp } = claim.dataset;
    const more = paragraph(" ");
    for (const [title, href, about] of notes)
      if (about.includes(idOf(claim))) more.append("Finding: ", make("a", { href }, title), ". ");
    more.append(make("a", { href: claim.href }, "See it in the ledger"));
    const look = [...claim.classList].find((name) => name.startsWith("claim-") && name !== "claim-lit");
    popover.replaceChildren(
      ...[paragraph(status, `status ${look}`), paragraph(says), paragraph(found), paragraph(why),
        paragraph(sharp), more].filter(Boolean));
    claim.after(popover); // so that Tab leads into it
    popover.showPopover();
    claim.setAttribute("aria-describedby", popover.id);
    const box = claim.getClientRects()[0] ?? claim.getBoundingClientRect();
    const widest = document.documentElement.clientWidth - popover.offsetWidth - 16;
    popover.style.left = `${Math.max(16, Math.min(box.left, widest)) + scrollX}px`;
    const below = box.bottom + 6;
    const floor = innerHeight - (strip?.offsetHeight ?? 0);
    const fits = below + popover.offsetHeight < floor || box.top < popover.offsetHeight + 8;
    popover.style.top = `${(fits ? below : box.top - popover.offsetHeight - 6) + scrollY}px`;
    light(words(claim));
  };
  const hide = () => {
    clearTimeout(closing);
    if (!open) return;
    open.removeAttribute("aria-describedby");
    open = null;
    popover.hidePopover();
    rest();
  };
  const hideSoon = () => {
    clearTimeout(closing);
    closing = setTimeout(() => { if (!popover.contains(document.activeElement)) hide(); }, 250);
  };
  for (const claim of all("a.claim")) {
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
  popover.addEventListener("focusout", hideSoon);
  document.addEventListener("pointerdown", (event) => {
    if (open && !open.contains(event.target) && !popover.contains(event.target)) hide();
  });

  // --- The strip of patients, and the list of one patient's numbers

  let strip = null;
  const buttons = units.map(([number, outcome, mark, share]) => {
    const bar = make("i");
    bar.style.width = `${100 * share}%`;
    const button = make("button", { type: "button", tabIndex: -1, title: outcome },
      make("b", {}, `${number}`), make("span", {}, mark), bar);
    button.dataset.patient = number;
    button.setAttribute("aria-label", `Patient ${number}: ${outcome}`);
    button.setAttribute("aria-expanded", "false");
    return button;
  });
  const list = make("div", { className: "unit-numbers", hidden: true });
  const choose = (patient) => {
    chosen = patient;
    for (const button of buttons) {
      button.setAttribute("aria-expanded", String(button.dataset.patient === patient));
      button.tabIndex = button.dataset.patient === (patient ?? buttons[0].dataset.patient) ? 0 : -1;
    }
    list.hidden = !patient;
    if (patient) list.replaceChildren(...numbersOf(patient));
    rest();
  };
  const numbersOf = (patient) => {
    const [, outcome] = units.find(([number]) => String(number) === patient);
    const found = Object.entries(claims).filter(([, claim]) => claim[2].includes(Number(patient)));
    const items = found.map(([id, [numbers, status, , says]]) => {
      const here = document.querySelector(`[id^="use-${id}-in-"]`);
      const href = here ? `#${here.id}` : `${ledger}#claim-${id}`;
      return make("li", {}, make("a", { href }, numbers), ` ${says} `,
        make("em", {}, here ? `${status}; on this page` : status));
    });
    const close = make("button", { type: "button", onclick: () => leave() }, "Close");
    const filtered = make("a", { href: `${ledger}#patient=${patient}` }, "See them in the ledger");
    return [
      make("p", {}, make("strong", {}, `Patient ${patient}: `), `${outcome}. `,
        `${found.length} of the ledger’s claims rest on this patient. `, filtered, " ", close),
      make("ul", {}, ...items),
    ];
  };
  const leave = () => {
    const button = buttons.find((one) => one.dataset.patient === chosen);
    choose(null);
    button?.focus();
  };
  if (units.length) {
    const row = make("div", { className: "unit-row" }, ...buttons);
    row.setAttribute("role", "toolbar");
    row.setAttribute("aria-label", "Patients: the arrow keys move, Enter lists a patient’s numbers");
    const folded = make("details", { open: localStorage.getItem("unit-strip") !== "closed" },
      make("summary", {}, "Patients"), row);
    folded.addEventListener("toggle", () => {
      localStorage.setItem("unit-strip", folded.open ? "open" : "closed");
      if (!folded.open) choose(null);
    });
    strip = make("aside", { className: "unit-strip" }, folded, list);
    strip.setAttribute("aria-label", "Patients");
    document.body.append(strip);
    choose(null);
    row.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (!(to in buttons)) return;
      event.preventDefault();
      buttons[at].tabIndex = -1;
      buttons[to].tabIndex = 0;
      buttons[to].focus();
    });
    for (const button of buttons) {
      const { patient } = button.dataset;
      button.addEventListener("focus", () => light([patient], patient));
      button.addEventListener("blur", rest);
      button.addEventListener("click", () => choose(chosen === patient ? null : patient));
    }
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (open) hide();
    else if (chosen) leave();
  });

  // Rows of tables and lanes of figures stand for their patient, or for the patients of their claim.
  const subject = (target) => {
    const place = target.closest?.("[data-patient], tr:has([data-patient], [data-claim])");
    if (!place) return null;
    const one = (name) => (place.matches(name) ? place : place.querySelector(name));
    return { patient: one("[data-patient]")?.dataset.patient, claim: one("[data-claim]") };
  };
  document.addEventListener("pointerover", (event) => {
    const found = subject(event.target);
    if (found?.patient) light([found.patient], found.patient);
    else if (found) light(patientsOf(found.claim));
  });
  document.addEventListener("pointerout", (event) => { if (subject(event.target)) rest(); });
  document.addEventListener("click", (event) => {
    const place = event.target.closest?.("main [data-patient]");
    if (place && strip) choose(place.dataset.patient);
  });

  // --- Abbreviations explain themselves where a paragraph uses them first

  const short = new RegExp(`(?<![\\w-])(${Object.keys(abbreviations).join("|")})(?![\\w+])`);
  for (const text of Object.keys(abbreviations).length ? all("main p, main li, main figcaption") : []) {
    const seen = new Set();
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (let node of nodes)
      for (let hit; !node.parentElement.closest("a, code, abbr, script") && (hit = short.exec(node.data));) {
        const found = node.splitText(hit.index);
        node = found.splitText(hit[0].length);
        if (seen.has(hit[0])) continue;
        seen.add(hit[0]);
        found.replaceWith(make("abbr", { title: abbreviations[hit[0]] }, hit[0]));
      }
  }

  // Quarto's folded boxes say that they open, but are no buttons and open by mouse only.
  for (const head of all(".callout-header[data-bs-toggle]")) {
    head.setAttribute("role", "button");
    head.tabIndex = 0;
    head.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      head.click();
    });
  }

  // What scrolls can be scrolled by keyboard, and a table that does says so. The built-in builder's
  // pages have the first already.
  const hints = new Map();
  const observer = new ResizeObserver((changes) => {
    for (const { target: frame } of changes) {
      const scrolls = frame.scrollWidth > frame.clientWidth && getComputedStyle(frame).overflowX !== "visible";
      if (scrolls && !frame.closest("[tabindex]")) frame.tabIndex = 0;
      if (scrolls && !hints.has(frame) && !frame.matches("pre")) {
        hints.set(frame, make("p", { className: "scroll-hint", ariaHidden: "true" }));
        frame.before(hints.get(frame));
      }
      if (hints.has(frame)) hints.get(frame).hidden = !scrolls;
    }
  });
  for (const frame of all("main table, main div:has(> table), main .table-frame, main pre")) observer.observe(frame);
})();
