// What follows from a change of a cell and from another reading. All of it was computed beforehand.
(() => {
  const data = JSON.parse(document.getElementById("cells-data").textContent);
  const body = document.querySelector("#table-cells tbody");

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  const AGREEING = ["reproduced", "consistent"];
  const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

  // --- What follows, said in a sentence and listed by claim

  function outcome() {
    const said = make("p");
    said.setAttribute("role", "status");
    const list = make("ul", {className: "lost"});
    function show(start, {lost, estimate}) {
      const claims = byClaim(lost);
      const gained = lost.filter(([, , , status]) => AGREEING.includes(data.statuses[status][0])).length;
      const numbers = lost.length
        ? `${lost.length} of ${data.total} numbers, in ${count(claims.size, "claim")}, no longer have the status expected of them${gained ? `; ${gained} of these now agree${gained === 1 ? "s" : ""}` : ""}.`
        : `all ${data.total} numbers keep the status expected of them.`;
      const same = estimate === data.estimate ? "stays" : `changes from ${data.estimate} to`;
      said.textContent = `${start}, ${numbers} Five-year relapse-free survival (Kaplan-Meier) ${same} ${estimate}.`;
      list.replaceChildren(...[...claims].map(([claim, numbers]) => item(claim, numbers)));
      list.hidden = !lost.length;
    }
    return {parts: [said, list], show};
  }

  function byClaim(lost) {
    const claims = new Map();
    for (const number of lost) claims.set(number[0], [...(claims.get(number[0]) || []), number]);
    return claims;
  }

  function item(claim, numbers) {
    const [id, says, prints] = data.claims[claim];
    const texts = numbers.map(([, index, computed, status]) => {
      const [value, label] = data.statuses[status];
      const found = computed === null ? "nothing" : computed;
      return make("span", {}, `printed ${prints[index]}, computed ${found}: `,
        make("span", {className: `status status-${value.replaceAll("_", "-")}`, style: "display: inline"}, label));
    });
    return make("li", {}, make("a", {href: `${data.ledger}#claim-${id}`}, says), ...texts);
  }

  function choice(name, question, options, chosen) {
    const field = make("fieldset", {}, make("legend", {}, question));
    options.forEach((text, index) => {
      const input = make("input", {type: "radio", name, value: index, checked: index === 0});
      input.addEventListener("change", () => chosen(index));
      field.append(make("label", {}, input, text));
    });
    return field;
  }

  // --- A cell of the table

  const cell = outcome();
  const panel = make("section", {hidden: true});
  panel.setAttribute("aria-label", "What follows from a change of the cell");
  document.getElementById("cell-changes").replaceChildren(panel);
  let pressed = null;

  function choose(button) {
    pressed?.setAttribute("aria-pressed", "false");
    pressed = button;
    pressed.setAttribute("aria-pressed", "true");
    const [patient, column] = button.dataset.cell.split(" ");
    const {printed, changes} = data.cells[button.dataset.cell];
    function show(index) {
      const {to, with: also} = changes[index];
      const together = also ? ` (and with it ${also})` : "";
      cell.show(`With ${data.columns[column]} ${to} instead of ${printed}${together}`, changes[index]);
    }
    const options = changes.map(change => change.to + (change.with ? `, with ${change.with}` : ""));
    const question = `Patient ${patient}, ${data.columns[column]}: instead of ${printed}`;
    const back = make("button", {type: "button", className: "back"}, "Back to the table");
    back.addEventListener("click", leave);
    panel.replaceChildren(choice("cell", question, options, show), ...cell.parts, back);
    panel.hidden = false;
    show(0);
    panel.querySelector("input").focus();
  }

  function leave() {
    pressed.focus();
  }
  panel.addEventListener("keydown", event => { if (event.key === "Escape") leave(); });

  // One stop of the Tab key for all cells; arrows move among them.
  const rows = [...body.rows].map(row => [...row.cells].map(td => asButton(td.querySelector(".carries"))))
    .filter(row => row.some(Boolean));

  function asButton(span) {
    const {printed, changes} = (span && data.cells[span.dataset.cell]) || {changes: []};
    if (!changes.length) return null;
    const [patient, column] = span.dataset.cell.split(" ");
    const button = make("button", {type: "button", className: span.className, title: span.title, tabIndex: -1});
    button.append(...span.childNodes);
    Object.assign(button.dataset, span.dataset);
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label",
      `${printed}: patient ${patient}, ${data.columns[column]}, ${count(+span.dataset.count, "number")}`);
    button.addEventListener("click", () => choose(button));
    span.replaceWith(button);
    return button;
  }

  const STEPS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
  body.addEventListener("keydown", event => {
    const step = STEPS[event.key];
    let row = rows.findIndex(buttons => buttons.includes(event.target));
    if (!step || row < 0) return;
    let column = rows[row].indexOf(event.target);
    event.preventDefault();
    do {
      row += step[0];
      column += step[1];
      if (column < 0 || !rows[row] || column >= rows[row].length) return;
    } while (!rows[row][column]);
    rows[row][column].focus();
  });
  body.addEventListener("focusin", ({target}) => {
    if (!target.matches("button.carries")) return;
    for (const button of rows.flat()) if (button) button.tabIndex = button === target ? 0 : -1;
  });
  rows.flat().find(Boolean).tabIndex = 0;

  // --- Other readings

  const reading = outcome();
  const chosen = data.switches.map(() => 0);
  const showReading = () => reading.show("With these readings", data.readings[chosen.join(" ")]);
  const switches = data.switches.map(([question, options], number) =>
    choice(`reading-${number}`, question, options, index => { chosen[number] = index; showReading(); }));
  document.getElementById("readings").replaceChildren(...switches, ...reading.parts);
  showReading();
})();
