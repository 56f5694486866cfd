// The columns of the table of all offerings: what each sorts by, and what stands in its cells.
(() => {
  "use strict";

  const {
    fact, count, id, name, providerName, providerPage, offeringPage, modelPage, supports, money, cost, amount, isHome,
    element, unknown, tokenCount, answer, status, label,
  } = window.starmap;

  const STATUSES = ["active", "preview", "deprecated", "retired"];
  const SHOWN = ["tools", "vision", "reasoning", "structured_output"];
  const INPUT = 0;
  const OUTPUT = 1;

  // ---- What a column sorts by: a number for each offering, null where it is not known ---------------------------------

  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const everyRow = (value) => Array.from({ length: count }, (_, row) => value(row));

  // The place of each offering in the order of a text. Texts are compared once, and not at every sort.
  function ranked(text) {
    const texts = everyRow(text);
    const distinct = [...new Set(texts)].filter((one) => one !== null).sort(collator.compare);
    const places = new Map(distinct.map((one, place) => [one, place]));
    return texts.map((one) => places.get(one) ?? null);
  }

  const rate = (row, place) => fact.card(row)?.standard[0].rates[place] ?? null;

  // A rate as a number; prices in other currencies cannot be put in order with dollars.
  function dollars(row, place) {
    const known = rate(row, place);
    return known === null || fact.card(row).currency !== "USD" ? null : Number(known);
  }

  function stage(row) {
    const known = fact.status(row);
    return known === null ? null : STATUSES.indexOf(known);
  }

  function day(row) {
    const known = fact.released(row);
    return known === null ? null : Date.parse(known);
  }

  // ---- Cells ----------------------------------------------------------------------------------------------------------

  function byHour() {
    const sign = element("span", { "aria-hidden": "true" }, "◷");
    const words = element("span", { class: "hidden-text" }, " depends on the hour");
    return element("span", { class: "mark", title: "depends on the hour" }, sign, words);
  }

  function price(row, place) {
    const known = rate(row, place);
    if (known === null) return unknown();
    const card = fact.card(row);
    const hourly = card.standard[0].hourly.includes(place);
    return element("span", null, money(known, card.currency), hourly ? byHour() : null);
  }

  function priced(row, work) {
    if (!work) return unknown();
    const { total, currency, why, hourly } = cost(row, work);
    if (total === null) return element("span", null, unknown(hourly ? null : why), hourly ? byHour() : null);
    const exact = currency === "USD" ? `$${total}` : `${total} ${currency}`;
    return element("abbr", { title: `exactly ${exact}` }, amount(total, currency));
  }

  function offering(row) {
    const provider = element("a", { href: providerPage(row) }, providerName(row));
    return element(
      "div",
      { class: "what" },
      element("a", { href: offeringPage(row), class: "name" }, name(row)),
      element("span", { class: "from" }, provider, " ", element("code", null, fact.key(row))),
    );
  }

  function model(row) {
    const page = modelPage(row);
    if (page === null) return unknown();
    const [author, slug] = fact.model(row).split(/\/(.*)/s);
    return element("a", { href: page }, `${author}/`, element("wbr"), slug);
  }

  function abilities(row) {
    return element("div", { class: "abilities" }, ...SHOWN.map((one) => answer(supports(row, one), label(one))));
  }

  function tick(row) {
    return element("input", { type: "checkbox", class: "pick", value: id(row), "aria-label": `Compare ${id(row)}` });
  }

  function released(row) {
    return fact.released(row) === null ? unknown() : element("span", { class: "day" }, fact.released(row));
  }

  // The columns, in the order of the page. What is ``live`` depends on what was asked: {work, found}, a workload and how
  // well each offering answers a search, each null where there is none. What is ``down`` sorts the greatest first.
  function columns(asked) {
    function dearness(row) {
      if (!asked.work) return null;
      const { total, currency } = cost(row, asked.work);
      return currency === "USD" ? total : null;
    }

    // Home providers come first where a search finds the same thing at many.
    const match = (row) => (asked.found ? asked.found[row] + (isHome(row) ? 0 : 0.5) : 0);

    return [
      { key: "compare", cell: tick },
      { key: "offering", cell: offering, values: () => ranked((row) => `${name(row)}\n${id(row)}`) },
      { key: "model", cell: model, look: "mid model", values: () => ranked(fact.model) },
      { key: "context", cell: (row) => tokenCount(fact.context(row)), look: "num", values: () => everyRow(fact.context), down: true },
      { key: "max_output", cell: (row) => tokenCount(fact.max_output(row)), look: "num mid", values: () => everyRow(fact.max_output), down: true },
      { key: "input_price", cell: (row) => price(row, INPUT), look: "num rate", values: () => everyRow((row) => dollars(row, INPUT)) },
      { key: "output_price", cell: (row) => price(row, OUTPUT), look: "num rate", values: () => everyRow((row) => dollars(row, OUTPUT)) },
      { key: "cost", cell: (row) => priced(row, asked.work), look: "num cost", values: () => everyRow(dearness), live: true },
      { key: "capabilities", cell: abilities, look: "wide" },
      { key: "status", cell: status, look: "mid", values: () => everyRow(stage) },
      { key: "released", cell: released, look: "mid", values: () => everyRow(day), down: true },
      { key: "best", values: () => everyRow(match), live: true },
    ];
  }

  Object.assign(window.starmap, { STATUSES, collator, columns, dollars });
})();
