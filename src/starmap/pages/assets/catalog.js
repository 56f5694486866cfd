// The offerings as the other scripts ask for them: facts, figures in words, search and cost. It touches no page.
window.starmap = (() => {
  "use strict";

  const TABLE = window.STARMAP;
  const UNKNOWN = null; // What is not known is null everywhere, and never zero, false or an empty text.

  // fact.context(7) is the context window of the seventh offering.
  const fact = {};
  for (const [name, { of, at }] of Object.entries(TABLE.columns)) {
    fact[name] = (row) => of[at[row]];
  }
  const count = TABLE.columns.key.at.length;

  const id = (row) => `${fact.provider(row)}:${fact.key(row)}`;
  const name = (row) => fact.name(row) ?? fact.key(row);
  const providerName = (row) => TABLE.providers[fact.provider(row)][0];
  const authorName = (author) => TABLE.authors[author]?.[0] ?? author;

  // Pages are called as the ids are, except where the table gives another name.
  const folder = (names, key) => names[key]?.[1] ?? key;
  const providerPage = (row) => `providers/${folder(TABLE.providers, fact.provider(row))}/index.html`;
  const offeringPage = (row) =>
    `providers/${folder(TABLE.providers, fact.provider(row))}/models/${fact.page(row) ?? fact.key(row)}.html`;
  function modelPage(row) {
    const model = fact.model(row);
    if (model === UNKNOWN) return UNKNOWN;
    const slash = model.indexOf("/");
    const author = folder(TABLE.authors, model.slice(0, slash));
    return `authors/${author}/models/${fact.model_page(row) ?? model.slice(slash + 1)}.html`;
  }

  let rows = null;
  function find(wanted) {
    rows ??= new Map(Array.from({ length: count }, (_, row) => [id(row), row]));
    return rows.get(wanted);
  }

  // true, false or null.
  const ANSWERS = { y: true, n: false, u: UNKNOWN };
  const places = new Map(TABLE.capabilities.map((capability, place) => [capability, place]));
  const supports = (row, capability) => ANSWERS[fact.answers(row)[places.get(capability)]];

  const modalities = (mask) =>
    mask === UNKNOWN ? UNKNOWN : TABLE.modalities.filter((_, bit) => mask & (1 << bit));
  const label = (key) => key.replaceAll("_", " ");
  const maskOf = (names) => names.reduce((mask, one) => mask | (1 << TABLE.modalities.indexOf(one)), 0);

  // A count of tokens as vendors write it: 200k and 2.0M in decimal, 8k and 128k for 8,192 and 131,072.
  function tokens(n) {
    if (n < 1000) return String(n);
    const step = n % 1000 !== 0 && n % 1024 === 0 ? 1024 : 1000;
    if (n < step * step) return `${rounded(n, step, 1)}k`;
    const millions = rounded(n, step * step, 2);
    return `${millions.includes(".") ? millions : `${millions}.0`}M`;
  }

  // In units, with no more decimals than it needs and than there are places, half rounded up.
  function rounded(n, unit, places) {
    const scale = 10 ** places;
    const scaled = Math.floor((2 * n * scale + unit) / (2 * unit));
    return (scaled / scale).toFixed(places).replace(/\.?0+$/, "");
  }

  const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const whole = (n) => grouped.format(n);

  // A rate, which is a text, with every digit it has and at least the cents.
  function money(rate, currency) {
    if (Number(rate) === 0) return "free";
    const [units, part = ""] = rate.split(".");
    const digits = `${whole(units)}.${part.padEnd(2, "0")}`;
    return currency === "USD" ? `$${digits}` : `${digits} ${currency}`;
  }

  // The rates of a mode for a prompt of that many tokens: of the last tier that it exceeds.
  function stepFor(steps, prompt) {
    let found = steps[0];
    for (const step of steps) {
      if (step.above !== null && prompt > step.above) found = step;
    }
    return found;
  }

  const [INPUT, OUTPUT, CACHE_READ, , PER_REQUEST] = TABLE.rates.keys();

  // What a workload costs at the prices of the day: {total, currency}, or {total: null, why}. Each request is priced by
  // itself, so its prompt decides on the tier. A rate that is not known is never replaced by another.
  function cost(row, work) {
    const card = fact.card(row);
    if (card === UNKNOWN) return { total: UNKNOWN, why: `no price is known on ${TABLE.day}` };
    const steps = card[work.mode];
    if (!steps) return { total: UNKNOWN, why: `no price is known for ${work.mode} processing` };
    const step = stepFor(steps, work.input);
    let millionths = 0;
    for (const [place, quantity] of [
      [INPUT, work.input - work.cached],
      [CACHE_READ, work.cached],
      [OUTPUT, work.output],
    ]) {
      if (quantity === 0) continue;
      const rate = step.rates[place];
      if (step.hourly.includes(place)) return { total: UNKNOWN, why: "depends on the hour", hourly: true };
      if (rate === UNKNOWN) return { total: UNKNOWN, why: `no ${TABLE.rates[place]} price is published` };
      millionths += Number(rate) * quantity;
    }
    const each = Number(steps[0].rates[PER_REQUEST]) === 0 ? 0 : Number(step.rates[PER_REQUEST]);
    // Twelve digits are more than any price has, and fewer than the errors of binary fractions.
    const total = Number(((millionths / 1e6 + each) * work.requests).toPrecision(12));
    return { total, currency: card.currency };
  }

  // An amount with cents, or with four digits that say something where it is less than a dollar.
  function amount(total, currency) {
    if (total === 0) return "free";
    const cents = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    const digits = { maximumSignificantDigits: 4 };
    let text = total.toLocaleString("en-US", total >= 1 ? cents : digits);
    if (total < 1) text = text.padEnd("0.00".length, "0");
    return currency === "USD" ? `$${text}` : `${text} ${currency}`;
  }

  // One case, and every run of punctuation as one hyphen, so that "4.5" finds "4-5" and "gpt 4o mini" finds gpt-4o-mini.
  const folded = (text) => (text ?? "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");

  let texts = null;
  function haystacks() {
    texts ??= Array.from({ length: count }, (_, row) => {
      const [key, called, model, author] = [fact.key(row), fact.name(row), fact.model(row), fact.author(row)];
      const own = [key, called, model?.slice(model.indexOf("/") + 1)].map(folded);
      const all = [fact.provider(row), key, called, providerName(row), model, author && authorName(author)].map(folded);
      return { own, all: `-${all.join("-")}-` };
    });
    return texts;
  }

  // How well an offering answers a search, the less the better; null if it does not. Every word must occur.
  function matcher(query) {
    const words = query.split(/\s+/).map(folded).filter(Boolean);
    if (words.length === 0) return () => 0;
    const asked = words.join("-");
    const found = haystacks();
    return (row) => {
      const { own, all } = found[row];
      if (!words.every((word) => all.includes(word))) return null;
      if (own[0] === asked) return 0;
      if (own.includes(asked)) return 1;
      if (own.some((text) => text.startsWith(`${asked}-`))) return 2;
      if (own.some((text) => text.startsWith(asked))) return 3;
      return words.every((word) => all.includes(`-${word}`)) ? 4 : 5;
    };
  }

  // Home providers first, where the same thing is to be had at many.
  const isHome = (row) => TABLE.homes[fact.author(row)]?.includes(fact.provider(row)) ?? false;

  // All offerings in the order that nobody asked for: what is retired last, then the newest, then home providers.
  let order = null;
  function standing() {
    if (order) return order;
    const every = (value) => Array.from({ length: count }, (_, row) => value(row));
    const retired = every((row) => (fact.status(row) === "retired" ? 1 : 0));
    const days = every((row) => fact.released(row) ?? "");
    const away = every((row) => (isHome(row) ? 0 : 1));
    const compare = (a, b) =>
      retired[a] - retired[b] || (days[a] < days[b] ? 1 : days[a] > days[b] ? -1 : 0) || away[a] - away[b] || a - b;
    order = Uint32Array.from(every((row) => row).sort(compare));
    return order;
  }

  function search(query, most) {
    const match = matcher(query);
    const found = [];
    standing().forEach((row, place) => {
      const score = match(row);
      if (score !== null) found.push([score + (isHome(row) ? 0 : 0.5), place, row]);
    });
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return found.slice(0, most).map((entry) => entry[2]);
  }

  // The part of an address after #, as a map of texts. Commas part the items of a list, so each is encoded by itself.
  function readHash() {
    const pairs = location.hash.slice(1).split("&").filter((pair) => pair.includes("="));
    return new Map(
      pairs.map((pair) => {
        const sign = pair.indexOf("=");
        return [pair.slice(0, sign), pair.slice(sign + 1).split(",").filter(Boolean).map(decoded)];
      }),
    );
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // A link that was cut off within an escape still says something.
    }
  }

  const encoded = (items) => items.map((item) => encodeURIComponent(item).replaceAll("%3A", ":").replaceAll("%2F", "/")).join(",");
  const hashOf = (state) =>
    [...state].filter(([, items]) => items.length).map(([key, items]) => `${key}=${encoded(items)}`).join("&");

  // An element with attributes and children: every text goes in as text, never as markup.
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  // A dash for the eye and words for those who listen.
  function unknown(why) {
    return element(
      "span",
      { class: "missing", title: why ?? "not known" },
      element("span", { "aria-hidden": "true" }, "—"),
      element("span", { class: "hidden-text" }, why ? `not known: ${why}` : "not known"),
    );
  }

  function tokenCount(n) {
    return n === UNKNOWN ? unknown() : element("abbr", { title: `${whole(n)} tokens` }, tokens(n));
  }

  // yes, no or not known; with a name, the name, which the colour and sign answer for the eye and a word for the ear.
  function answer(known, named) {
    const word = known === UNKNOWN ? "not known" : known ? "yes" : "no";
    const kind = known === UNKNOWN ? "unknown" : word;
    if (!named) return element("span", { class: kind }, word);
    return element("span", { class: kind }, element("span", { class: "hidden-text" }, `${word}: `), named);
  }

  function status(row) {
    const known = fact.status(row);
    return element("span", { class: `status-${known ?? "unknown"}` }, known ?? "not known");
  }

  return {
    TABLE, fact, count, id, name, providerName, authorName, providerPage, offeringPage, modelPage, find, supports,
    modalities, maskOf, tokens, whole, money, cost, amount, matcher, standing, isHome, search, readHash, hashOf,
    element, unknown, tokenCount, answer, status, label,
  };
})();
