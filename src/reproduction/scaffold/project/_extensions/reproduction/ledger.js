// The ledger as a tool: statuses as buttons, a choice of patients, a search of words, links to rows.
// Its state is in the address, so that it can be kept: ledger.html#status=contradicted&patient=7
(() => {
  const claims = [...document.querySelectorAll("main .ledger-claim")];
  const choices = document.querySelector(".status-choices");
  if (!claims.length || !choices) return;
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const rows = claims.map((claim) => ({
    element: claim.closest("tr"),
    statuses: claim.dataset.statuses.split(" ").map((status) => status.replace("_", "-")),
    patients: claim.dataset.patients.split(" ").filter(Boolean),
    text: claim.closest("tr").textContent,
  }));
  for (const claim of claims) {
    const link = make("a", { className: "permalink", href: `#${claim.id}` });
    link.setAttribute("aria-label", "Link to this claim");
    claim.after("\u00a0", link); // on the line of the claim's last word
  }

  const buttons = [...choices.querySelectorAll("[id^=status-]")].map((place) => {
    const button = make("button", { type: "button" }, ...place.childNodes);
    button.dataset.status = place.id.replace("status-", "");
    place.append(button);
    return button;
  });
  const patients = [...new Set(rows.flatMap((row) => row.patients))].sort((a, b) => a - b);
  const patient = make("select", {}, make("option", { value: "" }, "all"),
    ...patients.map((number) => make("option", {}, number)));
  const text = make("input", { type: "search", autocomplete: "off", placeholder: "a word, a number, Table 1 …" });
  const found = make("p", { className: "ledger-found" });
  found.setAttribute("role", "status");
  choices.append(make("div", { className: "ledger-filter" },
    make("label", {}, "Search the ledger ", text),
    ...(patients.length ? [make("label", {}, "Patient ", patient)] : [])), found);

  // A word finds words that begin with it, a number itself only: 1 is in neither 13 nor 1.4.
  const matcher = (word) => {
    const plain = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const end = /\d$/.test(word) ? "(?![\\p{N}]|[.,]\\p{N})" : "";
    return new RegExp(`(?<![\\p{L}\\p{N}]|\\p{N}[.,])${plain}${end}`, "iu");
  };
  let status = "";
  const filter = () => {
    const named = [...text.value.matchAll(/\bpatients?\s+(\d+)/gi)].map((hit) => hit[1]);
    const words = text.value.replace(/\bpatients?\s+\d+/gi, " ").split(/\s+/).filter(Boolean).map(matcher);
    const wanted = patient.value ? [...named, patient.value] : named;
    const hit = (row) => (!status || row.statuses.includes(status))
      && wanted.every((number) => row.patients.includes(number))
      && words.every((word) => word.test(row.text));
    const hits = rows.filter(hit);
    for (const row of rows) row.element.hidden = !hits.includes(row);
    for (const table of document.querySelectorAll("main .claims-table:has(.ledger-claim)")) {
      table.hidden = !table.querySelector("tbody tr:not([hidden])");
      table.previousElementSibling.hidden = table.hidden;
    }
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.status === status));
    const numbers = hits.flatMap((row) => row.statuses).filter((one) => !status || one === status);
    found.textContent = `${hits.length} of ${rows.length} claims, with ${numbers.length} `
      + `${status.replace("-", " ")} number${numbers.length === 1 ? "" : "s"}`;
  };
  const keep = () => {
    const state = Object.entries({ status, patient: patient.value, text: text.value });
    const address = new URLSearchParams(state.filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${address.size ? `#${address}` : ""}`);
    filter();
  };
  const read = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    const state = new URLSearchParams(hash.includes("=") ? location.hash.slice(1) : "");
    status = hash.startsWith("status-") ? hash.slice("status-".length) : state.get("status") ?? "";
    patient.value = state.get("patient") ?? "";
    text.value = state.get("text") ?? "";
    filter();
    if (hash.includes("=")) choices.scrollIntoView();
    else if (hash) document.getElementById(hash)?.scrollIntoView();
  };
  for (const button of buttons)
    button.addEventListener("click", () => {
      status = button.dataset.status === status ? "" : button.dataset.status;
      keep();
    });
  patient.addEventListener("change", keep);
  text.addEventListener("input", keep);
  addEventListener("hashchange", read);
  read();
})();
