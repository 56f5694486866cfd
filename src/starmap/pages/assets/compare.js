// Offerings side by side: which ones stands in the address after #, so that a link shows the same again.
(() => {
  "use strict";

  const {
    TABLE, fact, id, name, providerName, authorName, providerPage, offeringPage, modelPage, find, supports, modalities,
    tokens, money, search, readHash, hashOf, element, unknown, tokenCount, answer, status,
  } = window.starmap;

  const MOST = 8; // More do not fit a screen.
  const SHOWN = 12; // Offerings found for what was typed.

  const says = document.getElementById("chooser-says");
  const EMPTY = [...says.childNodes];
  const sides = document.getElementById("sides");
  const only = document.getElementById("only");
  const adder = document.getElementById("add");
  const list = document.getElementById("found");

  let chosen = []; // Ids, in the order of the columns.

  // ---- The rows: for each, what stands in a cell, and the text by which cells are told to differ ----------------------

  const plain = (text) => (text === null ? { text: "", node: unknown() } : { text, node: document.createTextNode(text) });
  const size = (count) => ({ text: String(count), node: tokenCount(count) });
  const flag = (known) => ({ text: String(known), node: answer(known) });

  function rate(row, mode, place) {
    const card = fact.card(row);
    const step = card?.[mode]?.[0];
    const known = step?.rates[place] ?? null;
    if (known === null) return { text: "", node: unknown() };
    const text = money(known, card.currency) + (step.hourly.includes(place) ? " (depends on the hour)" : "");
    return plain(text);
  }

  // The rates above each threshold, one line for each.
  function tiers(row, mode) {
    const card = fact.card(row);
    const steps = card?.[mode];
    if (!steps) return { text: "", node: unknown() };
    const [, ...above] = steps;
    if (above.length === 0) return plain("none");
    const lines = above.map((step) => {
      const parts = TABLE.rates.slice(0, 4).flatMap((kind, place) => {
        const known = step.rates[place];
        return known === null ? [] : [`${kind.replaceAll("_", " ")} ${money(known, card.currency)}`];
      });
      return `above ${tokens(step.above)}: ${parts.join(", ") || "not known"}`;
    });
    return { text: lines.join("\n"), node: element("span", null, ...lines.map((line) => element("span", { class: "line" }, line))) };
  }

  function words(mask) {
    const known = modalities(mask);
    return plain(known === null ? null : known.join(", ") || "none");
  }

  function model(row) {
    const page = modelPage(row);
    return page === null ? plain(null) : { text: fact.model(row), node: element("a", { href: page }, fact.model(row)) };
  }

  const GROUPS = [
    ["What it is", [
      ["model", model],
      ["author", (row) => plain(fact.author(row) && authorName(fact.author(row)))],
      ["kind", (row) => plain(fact.kind(row))],
      ["status", (row) => ({ text: fact.status(row) ?? "", node: status(row) })],
      ["released", (row) => plain(fact.released(row))],
      ["knowledge cutoff", (row) => plain(fact.cutoff(row))],
      ["open weights", (row) => flag(fact.open_weights(row))],
    ]],
    ["Limits", [
      ["context window", (row) => size(fact.context(row))],
      ["max output", (row) => size(fact.max_output(row))],
      ["takes", (row) => words(fact.takes(row))],
      ["gives", (row) => words(fact.gives(row))],
    ]],
    ["Prices, per million tokens", [
      ["input", (row) => rate(row, "standard", 0)],
      ["output", (row) => rate(row, "standard", 1)],
      ["cache read", (row) => rate(row, "standard", 2)],
      ["cache write", (row) => rate(row, "standard", 3)],
      ["long context", (row) => tiers(row, "standard")],
      ["batch input", (row) => rate(row, "batch", 0)],
      ["batch output", (row) => rate(row, "batch", 1)],
    ]],
    ["Capabilities", TABLE.capabilities.map((one) => [one.replaceAll("_", " "), (row) => flag(supports(row, one))])],
  ];

  // ---- The table ------------------------------------------------------------------------------------------------------

  function head(row) {
    const key = id(row);
    return element(
      "th",
      { scope: "col" },
      element("a", { href: offeringPage(row) }, name(row)),
      element("span", { class: "from" }, element("a", { href: providerPage(row) }, providerName(row))),
      element("span", { class: "from" }, element("code", null, key)),
      element("button", { type: "button", class: "quiet remove", "data-id": key, "aria-label": `Remove ${key}` }, "Remove"),
    );
  }

  function line([title, cell], rows) {
    const cells = rows.map(cell);
    const differs = cells.some((one) => one.text !== cells[0].text);
    const word = differs ? element("span", { class: "differs-word" }, "differs") : null;
    return element(
      "tr",
      { class: differs ? "differs" : "same" },
      element("th", { scope: "row" }, title, word),
      ...cells.map((one) => element("td", null, one.node)),
    );
  }

  function show() {
    const rows = chosen.map(find).filter((row) => row !== undefined);
    const missing = chosen.filter((one) => find(one) === undefined);
    sides.hidden = rows.length === 0;
    document.getElementById("only-label").hidden = rows.length < 2;
    if (rows.length) {
      const table = element(
        "table",
        { class: only.checked && rows.length > 1 ? "sides only-differing" : "sides" },
        element("thead", null, element("tr", null, element("td"), ...rows.map(head))),
        ...GROUPS.map(([title, lines]) =>
          element(
            "tbody",
            null,
            element("tr", null, element("th", { scope: "rowgroup", colspan: String(rows.length + 1) }, title)),
            ...lines.map((one) => line(one, rows)),
          ),
        ),
      );
      sides.replaceChildren(table);
    } else {
      sides.replaceChildren();
    }
    if (missing.length) {
      says.textContent = `This catalog has no offering called ${missing.join(", ")}.`;
    } else if (rows.length) {
      const differing = sides.querySelectorAll("tr.differs").length;
      const marked = rows.length > 1 ? ` ${differing} rows differ and are marked so.` : "";
      says.textContent = `${rows.length} of at most ${MOST} offerings, at the prices of ${TABLE.day}.${marked}`;
    } else {
      says.replaceChildren(...EMPTY);
    }
  }

  let written = null;

  function choose(ids) {
    chosen = ids;
    written = hashOf([["ids", ids]]);
    history.replaceState(null, "", `${location.pathname}${location.search}${written ? `#${written}` : ""}`);
    show();
  }

  function recall() {
    chosen = [...new Set(readHash().get("ids") ?? [])].slice(0, MOST);
    show();
  }

  // ---- Adding by typing: a combobox, as the ARIA practices describe it ---------------------------------------------------

  let options = []; // The rows on offer.
  let active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    adder.setAttribute("aria-expanded", "false");
    adder.removeAttribute("aria-activedescendant");
  }

  function point(place) {
    active = place;
    [...list.children].forEach((item, number) => {
      item.setAttribute("aria-selected", String(number === place));
      if (number === place) item.scrollIntoView({ block: "nearest" });
    });
    if (place < 0) adder.removeAttribute("aria-activedescendant");
    else adder.setAttribute("aria-activedescendant", `found-${place}`);
  }

  function offer() {
    const taken = new Set(chosen);
    options = adder.value.trim() ? search(adder.value, SHOWN + MOST).filter((row) => !taken.has(id(row))).slice(0, SHOWN) : [];
    list.replaceChildren(
      ...options.map((row, number) =>
        element("li", { role: "option", id: `found-${number}`, "aria-selected": "false" }, name(row), element("small", null, `${providerName(row)} · ${id(row)}`)),
      ),
    );
    if (options.length === 0) {
      close();
      return;
    }
    list.hidden = false;
    adder.setAttribute("aria-expanded", "true");
    point(-1);
  }

  function add(place) {
    if (chosen.length >= MOST) {
      says.textContent = `${MOST} offerings are the most: remove one first.`;
    } else {
      choose([...chosen, id(options[place])]);
      adder.value = "";
    }
    close();
  }

  adder.addEventListener("input", offer);
  adder.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (list.hidden) return;
    if (event.key === "ArrowDown") point((active + 1) % options.length);
    else if (event.key === "ArrowUp") point((active <= 0 ? options.length : active) - 1);
    else if (event.key === "Enter") add(Math.max(active, 0));
    else return;
    event.preventDefault();
  });
  adder.addEventListener("blur", close);
  // The press must not take the focus from the field, or the list would be gone before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) add([...list.children].indexOf(item));
  });
  sides.addEventListener("click", (event) => {
    const one = event.target.dataset.id;
    if (!one) return;
    choose(chosen.filter((other) => other !== one));
    adder.focus();
  });
  only.addEventListener("change", show);
  addEventListener("hashchange", () => {
    if (location.hash.includes("=") && location.hash.slice(1) !== written) recall();
  });

  recall();
})();
