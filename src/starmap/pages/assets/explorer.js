// The table of all offerings on the first page: search, filters, order, the price of a workload, and the choice of
// offerings to compare. All of it stands in the address after #, so that a link shows the same again.
(() => {
  "use strict";

  const {
    TABLE, STATUSES, fact, count, authorName, columns, dollars, find, supports, maskOf, whole, matcher, standing, readHash,
    hashOf, element, label, collator,
  } = window.starmap;

  const PAGE = 25;
  const MOST = 8; // A comparison of more does not fit a screen.
  const FIRST_CHIPS = ["tools", "vision", "reasoning", "structured_output", "prompt_caching", "web_search"];
  const FIELDS = ["provider", "author", "kind", "status", "context", "price"];
  const WORK = ["input", "cached", "output", "requests"];
  const GROUPS = ["supports", "takes", "gives"];

  const form = document.getElementById("filters");
  const field = (key) => form.elements.namedItem(key);

  // ---- What was asked for -------------------------------------------------------------------------------------------

  // "128k", "1.5M" and "200,000" are counts; null is nothing asked, NaN is not a number.
  function typed(text) {
    const plain = text.trim().replaceAll(/[,_\s]/g, "");
    if (plain === "") return null;
    const parts = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(plain);
    if (!parts) return NaN;
    return Number(parts[1]) * { "": 1, k: 1e3, m: 1e6 }[parts[2].toLowerCase()];
  }

  // A field's number, with the field marked where it holds none.
  function number(key, wholly) {
    const input = field(key);
    const value = typed(input.value.replace(/^\s*\$/, ""));
    const wrong = Number.isNaN(value) || (wholly && value !== null && !Number.isInteger(value));
    input.setAttribute("aria-invalid", String(wrong));
    return wrong ? null : value;
  }

  const ticked = (group) => [...form.querySelectorAll(`#${group} input:checked`)].map((box) => box.value);

  // The workload, null where none was entered, or a text that says what is wrong with it.
  function workload() {
    const [input, cached, output, requests] = WORK.map((key) => number(key, true));
    if (!input && !output) return cached ? "Cached tokens are a part of the input tokens: enter those too." : null;
    if (requests === 0) return "No request costs nothing: enter at least one.";
    if ((cached ?? 0) > (input ?? 0)) {
      field("cached").setAttribute("aria-invalid", "true");
      return "Cached tokens are a part of the input tokens: there cannot be more of them.";
    }
    return { input: input ?? 0, cached: cached ?? 0, output: output ?? 0, requests: requests ?? 1, mode: field("mode").value };
  }

  // ---- The columns --------------------------------------------------------------------------------------------------

  const asked = { work: null, found: null }; // The workload and the search of the moment, as the columns see them.
  const COLUMNS = columns(asked);
  const PLACES = Object.fromEntries(COLUMNS.map((column, place) => [column.key, place]));
  const BEST = PLACES.best;
  const COST = COLUMNS[PLACES.cost];

  // The table holds the offerings in the order that nobody asked for, so that nothing needs sorting at first.
  const LINES = standing();

  // What is not known comes last, whichever way the rest is sorted.
  const sorter = (sign) => (a, b) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -sign : sign);
  DataTable.type("starmap", "order", { asc: sorter(1), desc: sorter(-1) });
  for (const column of COLUMNS) {
    DataTable.ext.order[`starmap-${column.key}`] = () => {
      const values = column.live ? column.values() : (column.found ??= column.values());
      return Array.from(LINES, (row) => values[row]);
    };
  }

  // ---- Filters ------------------------------------------------------------------------------------------------------

  // One test for each filter in use. What is not known does not satisfy a filter.
  function tests() {
    const kept = [];
    const names = ticked("supports");
    if (names.length) kept.push((row) => names.every((one) => supports(row, one) === true));
    for (const group of ["takes", "gives"]) {
      const wanted = maskOf(ticked(group));
      if (wanted) kept.push((row) => fact[group](row) !== null && (fact[group](row) & wanted) === wanted);
    }
    for (const key of ["provider", "author", "kind"]) {
      const value = field(key).value;
      if (value) kept.push((row) => fact[key](row) === value);
    }
    const wanted = field("status").value;
    if (wanted === "not-retired") kept.push((row) => fact.status(row) !== "retired");
    else if (wanted) kept.push((row) => (fact.status(row) ?? "unknown") === wanted);
    const context = number("context", false);
    if (context !== null) kept.push((row) => fact.context(row) !== null && fact.context(row) >= context);
    const most = number("price", false);
    if (most !== null) kept.push((row) => dollars(row, 0) !== null && dollars(row, 0) <= most);
    return kept;
  }

  function refilter() {
    const wanted = tests();
    const query = field("q").value;
    const match = matcher(query);
    const found = [];
    for (let row = 0; row < count; row += 1) found.push(wanted.every((test) => test(row)) ? match(row) : null);
    asked.found = query.trim() ? found : null;
    document.getElementById("more-filters").textContent = wanted.length ? `Filters (${wanted.length})` : "Filters";
    return Uint8Array.from(found, (score) => (score === null ? 0 : 1));
  }

  let keeps = null;

  // ---- The choice for comparison ------------------------------------------------------------------------------------

  const picked = new Set();
  const tray = document.getElementById("tray");

  function showTray() {
    const items = document.getElementById("tray-items");
    items.replaceChildren(
      ...[...picked].map((one) =>
        element("li", null, element("span", null, one), element("button", { type: "button", "aria-label": `Remove ${one}`, "data-id": one }, "×")),
      ),
    );
    document.getElementById("compare").href = `comparison.html#${hashOf([["ids", [...picked]]])}`;
    document.getElementById("compare").textContent = `Compare ${picked.size}`;
    tray.hidden = picked.size === 0;
    document.body.classList.toggle("with-tray", picked.size > 0);
    for (const box of document.querySelectorAll("#offerings .pick")) {
      box.checked = picked.has(box.value);
      box.disabled = !box.checked && picked.size >= MOST;
    }
  }

  function choose(one, on) {
    if (on && picked.size < MOST) picked.add(one);
    if (!on) picked.delete(one);
    showTray();
    remember();
  }

  // ---- The address --------------------------------------------------------------------------------------------------

  let table = null;
  let written = null; // The part after # that this page wrote last.

  function remember() {
    const [place, direction] = table.order()[0] ?? [BEST];
    const sort = place === BEST ? [] : [`${direction === "desc" ? "-" : ""}${COLUMNS[place].key}`];
    const one = (key) => [key, [field(key).value.trim()].filter(Boolean)];
    const state = [
      one("q"),
      ...GROUPS.map((group) => [group, ticked(group)]),
      ...FIELDS.map(one),
      ...WORK.map(one),
      ["mode", field("mode").value === "batch" ? ["batch"] : []],
      ["sort", sort],
      ["compare", [...picked]],
    ];
    const hash = hashOf(state);
    document.getElementById("clear-all").hidden = hash === "";
    if (hash === written || (hash === "" && written === null)) return;
    written = hash;
    history.replaceState(null, "", `${location.pathname}${location.search}${hash ? `#${hash}` : ""}`);
  }

  const unsorted = () => (field("q").value.trim() ? [[BEST, "asc"]] : []);

  // Sets every field to what the address says, and gives the order that it asks for.
  function recall() {
    const state = readHash();
    const text = (key) => (state.get(key) ?? []).join(",");
    for (const key of ["q", ...FIELDS, ...WORK]) field(key).value = text(key);
    for (const key of ["provider", "author", "kind", "status"]) field(key).value ||= "";
    field("mode").value = text("mode") === "batch" ? "batch" : "standard";
    for (const group of GROUPS) {
      const on = new Set(state.get(group));
      for (const box of form.querySelectorAll(`#${group} input`)) {
        box.checked = on.has(box.value);
        const more = box.closest("details");
        if (box.checked && more) more.open = true;
      }
    }
    picked.clear();
    for (const one of (state.get("compare") ?? []).slice(0, MOST)) {
      if (find(one) !== undefined) picked.add(one);
    }
    if (WORK.some(text)) document.getElementById("workload").open = true;
    const sort = text("sort");
    const place = PLACES[sort.replace(/^-/, "")];
    return COLUMNS[place]?.values ? [[place, sort.startsWith("-") ? "desc" : "asc"]] : unsorted();
  }

  // ---- Showing ------------------------------------------------------------------------------------------------------

  const says = document.getElementById("workload-says");
  const HINT = says.textContent;

  // Reads the workload, says what it is, and answers whether it was just entered.
  function reprice() {
    const entered = workload();
    const before = asked.work;
    const work = typeof entered === "string" ? null : entered;
    asked.work = work;
    document.getElementById("offerings").classList.toggle("costed", work !== null);
    if (work === null) {
      says.textContent = entered ?? HINT;
    } else {
      const cached = work.cached ? ` (${whole(work.cached)} cached)` : "";
      const times = work.requests === 1 ? "One request" : `${whole(work.requests)} requests`;
      says.textContent = `${times} of ${whole(work.input)} tokens in${cached} and ${whole(work.output)} out, ${work.mode} processing, at the prices of ${TABLE.day}.`;
    }
    return before === null && work !== null;
  }

  // Rows are made once; what can change in them is brought up to date when they are drawn.
  function refresh() {
    for (const box of document.querySelectorAll("#offerings .pick")) {
      box.checked = picked.has(box.value);
      box.disabled = !box.checked && picked.size >= MOST;
      if (asked.work) box.closest("tr").querySelector("td.cost").replaceChildren(COST.cell(find(box.value)));
    }
  }

  function update() {
    const fresh = reprice();
    keeps = refilter();
    const [place] = table.order()[0] ?? [BEST];
    // A workload that was just entered is there to be compared by; without one there is no cost to sort by.
    if (fresh && place === BEST && !field("q").value.trim()) table.order([[PLACES.cost, "asc"]]);
    else if (place === BEST || (!asked.work && place === PLACES.cost)) table.order(unsorted());
    table.draw();
    remember();
  }

  // ---- Building -----------------------------------------------------------------------------------------------------

  const chip = (value) => element("label", { class: "chip" }, element("input", { type: "checkbox", value }), element("span", null, label(value)));

  function buildFilters() {
    const rest = TABLE.capabilities.filter((one) => !FIRST_CHIPS.includes(one));
    document.getElementById("supports").append(
      ...FIRST_CHIPS.map(chip),
      element("details", { class: "more" }, element("summary", null, "more"), element("div", null, ...rest.map(chip))),
    );
    for (const group of ["takes", "gives"]) document.getElementById(group).append(...TABLE.modalities.map(chip));
    const options = (key, pairs) => field(key).append(...pairs.map(([value, text]) => element("option", { value }, text)));
    const byName = (pairs) => pairs.sort((a, b) => collator.compare(a[1], b[1]));
    options("provider", byName(TABLE.columns.provider.of.map((one) => [one, TABLE.providers[one][0]])));
    const known = (key) => TABLE.columns[key].of.filter((one) => one !== null);
    options("author", byName(known("author").map((one) => [one, authorName(one)])));
    options("kind", known("kind").sort().map((one) => [one, one]));
    options("status", [["not-retired", "any but retired"], ...STATUSES.map((one) => [one, one]), ["unknown", "not known"]]);
  }

  function buildTable(order) {
    table = new DataTable("#offerings", {
      data: Array.from(LINES, (row) => [row]),
      columns: COLUMNS.map(({ key, values, cell, look, down }) => ({
        data: 0,
        type: "starmap",
        searchable: false,
        orderable: Boolean(values) && key !== "best",
        orderDataType: `starmap-${key}`,
        orderSequence: down ? ["desc", "asc"] : ["asc", "desc"],
        visible: key !== "best",
        className: look,
        render: (row, type) => (type === "display" && cell ? cell(row) : ""),
      })),
      order,
      autoWidth: false,
      deferRender: true,
      pageLength: PAGE,
      orderClasses: false,
      layout: { topStart: "info", topEnd: null, bottomStart: null, bottomEnd: { paging: { buttons: 5, firstLast: false } } },
      language: {
        info: "_START_ to _END_ of _TOTAL_ offerings",
        infoEmpty: "No offerings",
        infoFiltered: "(of _MAX_)",
        emptyTable: "The catalog holds no offerings.",
        zeroRecords: "Nothing fits. What is not known does not satisfy a filter: try with fewer.",
        paginate: { previous: "‹", next: "›" },
        aria: { paginate: { previous: "Previous page", next: "Next page", number: "Page " } },
      },
      searching: true,
      drawCallback: refresh,
      initComplete() {
        const box = this.api().table().node().closest(".dt-layout-cell");
        box.classList.add("scroll");
        for (const [key, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", "Offerings"]]) box.setAttribute(key, value);
      },
    });
    table.search.fixed("asked", (_text, data) => keeps[data[0]] === 1);
  }

  function listen() {
    let waiting = 0;
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(update, 90);
    };
    form.addEventListener("input", (event) => (event.target.matches("select, [type=checkbox]") ? update() : soon()));
    form.addEventListener("submit", (event) => event.preventDefault());
    table.on("order", remember);
    table.on("page", () => document.getElementById("search").scrollIntoView({ block: "start" }));
    document.querySelector("#offerings tbody").addEventListener("change", (event) => {
      if (event.target.matches(".pick")) choose(event.target.value, event.target.checked);
    });
    tray.addEventListener("click", (event) => {
      const one = event.target.dataset.id;
      if (one) choose(one, false);
    });
    document.getElementById("tray-clear").addEventListener("click", () => {
      picked.clear();
      showTray();
      remember();
    });
    document.getElementById("clear-all").addEventListener("click", () => {
      form.reset();
      picked.clear();
      table.order([]);
      showTray();
      update();
      field("q").focus();
    });
    const toggle = document.getElementById("more-filters");
    toggle.addEventListener("click", () => {
      const open = document.getElementById("panel").classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    });
    addEventListener("hashchange", () => {
      const hash = location.hash.slice(1);
      if (hash === "search") field("q").focus();
      if (hash === written || (hash !== "" && !hash.includes("="))) return;
      written = hash;
      const order = recall();
      showTray();
      reprice();
      table.order(order);
      update();
    });
  }

  buildFilters();
  const order = recall();
  written = location.hash.includes("=") ? location.hash.slice(1) : null;
  reprice();
  keeps = refilter();
  buildTable(order);
  if (keeps.includes(0)) table.draw();
  showTray();
  document.getElementById("clear-all").hidden = written === null;
  listen();
  if (location.hash === "#search") field("q").focus();

  // The benchmark of the first view reads this: the first rows have been painted when the frame after theirs begins.
  requestAnimationFrame(() => setTimeout(() => performance.mark("starmap:painted")));
})();
