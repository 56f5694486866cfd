// Draws the price histories of a page: for each figure.history its JSON, as steps from the day of each rate to the next.
(() => {
  "use strict";

  const DAY = 86400;
  const HEIGHT = 240;
  const COLOURS = ["--accent", "--good", "--warn", "--bad"];
  const DASHES = [[], [8, 4], [2, 4], [10, 4, 2, 4]]; // Lines are told apart by more than their colour.
  const SVG = "http://www.w3.org/2000/svg";

  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("vendor/uPlot.min.css", document.currentScript.src);
  document.head.append(sheet);

  // What a custom property comes to in the theme of the moment; a canvas does not read style sheets.
  function colour(property) {
    const probe = document.createElement("span");
    probe.style.color = `var(${property})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  const seconds = (day) => Date.parse(`${day}T00:00:00Z`) / 1000;
  const written = (moment) => new Date(moment * 1000).toISOString().slice(0, 10);

  // Each rate at its first day and at the last moment before the next, so that straight lines make steps.
  function steps({ days, until, series }) {
    const starts = days.map(seconds);
    const end = Math.max(seconds(until), starts.at(-1) + DAY);
    const moments = starts.flatMap((start, place) => [start, (starts[place + 1] ?? end + 1) - 1]);
    const rates = series.map((one) => one.rates.flatMap((rate) => Array(2).fill(rate === null ? null : Number(rate))));
    return [moments, ...rates];
  }

  // Rates in force at a moment, as they stand in the table below.
  function reading(data, moment) {
    let place = -1;
    while (place + 1 < data.days.length && seconds(data.days[place + 1]) <= moment) place += 1;
    if (place < 0) return "";
    const parts = data.series.map(({ label, rates }) => `${label} ${rates[place] === null ? "not known" : Number(rates[place]) === 0 ? "free" : rates[place]}`);
    return `${written(moment)}: ${parts.join(", ")} (${data.unit})`;
  }

  function keys(series) {
    const list = document.createElement("ul");
    list.className = "keys";
    series.forEach(({ label }, number) => {
      const item = document.createElement("li");
      const sign = document.createElementNS(SVG, "svg");
      const line = document.createElementNS(SVG, "line");
      for (const [key, value] of Object.entries({ width: 30, height: 8, "aria-hidden": "true" })) sign.setAttribute(key, value);
      for (const [key, value] of Object.entries({ x1: 0, x2: 30, y1: 4, y2: 4, "stroke-width": 2.5 })) line.setAttribute(key, value);
      line.setAttribute("stroke-dasharray", DASHES[number % DASHES.length].join(" "));
      line.style.stroke = `var(${COLOURS[number % COLOURS.length]})`;
      sign.append(line);
      item.append(sign, label);
      list.append(item);
    });
    return list;
  }

  function draw(figure) {
    const script = figure.querySelector('script[type="application/json"]');
    if (!script) return;
    const data = JSON.parse(script.textContent);
    const box = document.createElement("div");
    box.className = "chart";
    box.setAttribute("role", "img");
    const names = data.series.map((one) => one.label).join(", ");
    box.setAttribute("aria-label", `Chart of the price history (${names}), in ${data.unit}. The table below holds the same figures.`);
    const says = document.createElement("p");
    says.className = "reading";
    says.setAttribute("aria-hidden", "true"); // It follows the pointer; the table says the same to everybody.
    script.after(keys(data.series), box, says);

    const points = steps(data);
    const rates = points.slice(1).flat().filter((rate) => rate !== null);
    const top = Math.max(...rates, 0) || 1;
    let chart = null;

    function make() {
      chart?.destroy();
      const grid = { stroke: colour("--line"), width: 1 };
      const axis = { stroke: colour("--soft"), grid, ticks: grid, font: "12px system-ui, sans-serif" };
      const options = {
        width: Math.max(box.clientWidth, 200),
        height: HEIGHT,
        tzDate: (moment) => uPlot.tzDate(new Date(moment * 1000), "Etc/UTC"),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
        scales: { x: { time: true }, y: { range: [0, top * 1.1] } },
        axes: [axis, { ...axis, size: 56, values: (_, marks) => marks.map((mark) => `${mark}`) }],
        series: [
          {},
          ...data.series.map(({ label }, number) => ({
            label,
            stroke: colour(COLOURS[number % COLOURS.length]),
            width: 2.5,
            dash: DASHES[number % DASHES.length],
            points: { show: false },
          })),
        ],
        hooks: {
          setCursor: [
            (made) => {
              const { left } = made.cursor;
              says.textContent = left >= 0 ? reading(data, made.posToVal(left, "x")) : "";
            },
          ],
        },
      };
      chart = new uPlot(options, points, box);
    }

    make();
    new ResizeObserver(() => {
      const width = Math.max(box.clientWidth, 200);
      if (width !== chart.width) chart.setSize({ width, height: HEIGHT });
    }).observe(box);
    document.addEventListener("starmap:theme", make);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", make);
  }

  document.querySelectorAll("figure.history").forEach(draw);
})();
