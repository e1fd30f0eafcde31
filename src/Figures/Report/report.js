// What a report does beside being read: tables are sorted and filtered, cells are unpacked and shown. Texts become text nodes, never markup.
"use strict";
(() => {
  const byId = id => document.getElementById(id);
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) key === "onclick" ? element.addEventListener("click", value) : element.setAttribute(key, value);
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  };
  // A number as it is shown, to sort by; what is none comes last.
  const number = text => { const n = parseFloat(String(text).replace(/[−]/g, "-").replace(/[+,]/g, "").replace("∞", "Infinity")); return Number.isNaN(n) ? null : n; };
  const compare = (a, b, down) => {
    const [m, n] = [number(a), number(b)];
    if (m === null || n === null) return m === null && n === null ? (down ? -1 : 1) * String(a).localeCompare(String(b)) : m === null ? 1 : -1;
    return down ? n - m : m - n;
  };
  const compareText = (a, b, down) => (down ? -1 : 1) * String(a).localeCompare(String(b), undefined, { numeric: true });
  const turn = (headings, heading) => {
    const down = heading.getAttribute("aria-sort") === "ascending" || (!heading.hasAttribute("aria-sort") && !heading.classList.contains("text") && heading.dataset.first !== "up");
    for (const other of headings) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    return down;
  };
  const words = text => text.toLowerCase().split(/\s+/).filter(word => word);

  // Tables that stand in the page.
  for (const table of document.querySelectorAll("table.sortable")) {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = make("button", { type: "button", onclick: () => {
        const [down, by] = [turn(headings, heading), heading.classList.contains("text") ? compareText : compare];
        const key = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
        for (const body of table.tBodies) {
          const rows = [...body.rows].filter(row => !row.classList.contains("block"));
          body.append(...rows.sort((a, b) => by(key(a), key(b), down)));
        }
      } });
      button.append(...heading.childNodes);
      heading.append(button);
    });
  }
  for (const input of document.querySelectorAll("input[data-rows-of]")) input.addEventListener("input", () => {
    const wanted = words(input.value);
    let shown = 0;
    for (const row of document.querySelectorAll(`#${input.dataset.rowsOf} tbody tr:not(.block)`)) {
      const text = row.cells[0].textContent.toLowerCase();
      row.hidden = !wanted.every(word => text.includes(word));
      if (!row.hidden) shown++;
    }
    byId(`${input.dataset.rowsOf}-count`).textContent = wanted.length ? `${shown} rows` : "";
  });
  // One of several parts, such as the leaderboard of a data set; what is not there is said.
  for (const group of document.querySelectorAll("[data-choices]")) {
    const selects = [...group.querySelectorAll("select[data-part]")];
    const parts = [...document.querySelectorAll(`[data-part-of="${group.dataset.choices}"]`)];
    const show = () => {
      for (const part of parts) part.hidden = selects.some(s => part.dataset[s.dataset.part] !== s.value);
      byId(`${group.dataset.choices}-none`).hidden = parts.some(part => !part.hidden);
    };
    for (const select of selects) select.addEventListener("change", show);
    show();
  }

  // Tables that are too long to stand in the page: a page of rows at a time.
  const PAGE = 50;
  const browsers = {};
  for (const place of document.querySelectorAll("[data-browse]")) {
    const { columns, rows } = JSON.parse(byId(place.dataset.browse).textContent);
    const cellColumn = columns.findIndex(c => c.kind === "cell");
    let [order, from, sorted] = [rows, 0, null];
    const search = make("input", { type: "search", id: `${place.id}-search`, autocomplete: "off" });
    const filters = columns.map((column, i) => {
      if (!column.choose) return null;
      const values = [...new Set(rows.map(row => row[i]))].sort((a, b) => compareText(a, b, false));
      return values.length < 2 ? null : { i, select: make("select", { id: `${place.id}-by-${i}` }, make("option", { value: "" }, "all"), ...values.map((v, k) => make("option", { value: k + 1 }, v))), values };
    }).filter(f => f);
    const status = make("p", { class: "count", role: "status" });
    const headings = columns.map((column, i) => make("th", { scope: "col", class: column.kind === "number" ? null : "text", "data-first": column.first },
      make("button", { type: "button", onclick: () => {
        sorted = { i, down: turn(headings, headings[i]), by: column.kind === "number" ? compare : compareText };
        update();
      } }, column.name)));
    const body = make("tbody");
    const [back, on] = [make("button", { type: "button", onclick: () => { from -= PAGE; draw(); } }, "‹ Previous"), make("button", { type: "button", onclick: () => { from += PAGE; draw(); } }, "Next ›")];
    const draw = () => {
      body.replaceChildren(...order.slice(from, from + PAGE).map(row => make("tr", {}, ...columns.map((column, i) =>
        i === 0 ? make("th", { scope: "row" }, make("span", {}, cellColumn === 0 && row[columns.length] >= 0 ? opener(row[i], row[columns.length]) : row[i]))
          : make("td", { class: column.kind === "number" ? null : column.wide ? "wrap text" : "text" }, String(row[i]))))));
      status.textContent = order.length === 0 ? "No row." : `Rows ${from + 1} to ${Math.min(from + PAGE, order.length)} of ${order.length}${order.length < rows.length ? ` (${rows.length} in all)` : ""}.`;
      [back.disabled, on.disabled] = [from === 0, from + PAGE >= order.length];
    };
    const update = () => {
      const wanted = words(search.value);
      order = rows.filter(row => filters.every(f => f.select.value === "" || row[f.i] === f.values[f.select.value - 1])
        && (wanted.length === 0 || (text => wanted.every(word => text.includes(word)))(columns.map((_, i) => row[i]).join(" ").toLowerCase())));
      if (sorted) order = order.slice().sort((a, b) => sorted.by(a[sorted.i], b[sorted.i], sorted.down));
      from = 0;
      draw();
    };
    for (const control of [search, ...filters.map(f => f.select)]) control.addEventListener("input", update);
    place.replaceChildren(
      make("div", { class: "controls" }, make("label", { for: search.id }, "Search all columns", search), ...filters.map(f => make("label", { for: f.select.id }, columns[f.i].name, f.select)), back, on),
      status,
      make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": place.dataset.caption },
        make("table", {}, make("caption", {}, place.dataset.caption), make("thead", {}, make("tr", {}, ...headings)), body)));
    browsers[place.id] = rows;
    draw();
  }

  // The panel of a cell.
  const archive = byId("archive");
  const pieces = new Map();
  const piece = async index => {
    if (!pieces.has(index)) {
      const bytes = Uint8Array.from(atob(archive.children[index].textContent), c => c.charCodeAt(0));
      const cells = JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text());
      // Epochs and layers come column by column.
      for (const cell of cells) for (const part of ["epochs", "layers"]) cell[part] = cell[part][0].map((_, row) => cell[part].map(column => column[row]));
      pieces.set(index, cells);
    }
    return pieces.get(index);
  };
  const dialog = byId("cell");
  function opener(text, place) { return make("button", { type: "button", class: "cell", "aria-haspopup": "dialog", onclick: () => open(place) }, text); }
  const shown = value => value === null || value === undefined ? "–" : typeof value === "number" && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
  const time = text => text.slice(0, 19).replace("T", " ");
  const percent = value => value === null ? "–" : (100 * value).toFixed(2);
  const table = (caption, headings, rows, textColumns = 1) => rows.length === 0 ? null : make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": caption }, make("table", {},
    make("caption", {}, caption), make("thead", {}, make("tr", {}, ...headings.map((h, i) => make("th", { scope: "col", class: i < textColumns ? "text" : null }, h)))),
    make("tbody", {}, ...rows.map(row => make("tr", {}, ...row.map((value, i) => i === 0 ? make("th", { scope: "row" }, make("span", {}, shown(value))) : make("td", { class: i < textColumns ? "text" : null }, shown(value))))))));
  const folded = (summary, ...content) => make("details", {}, make("summary", {}, summary), ...content);
  const svg = (name, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  // Two lines over epochs: in training (dashed) and in validation.
  const chart = (title, epochs, training, validation, say) => {
    const values = epochs.flatMap(e => [e[training], e[validation]]).filter(v => v !== null && Number.isFinite(v));
    if (values.length === 0) return null;
    const [low, high, first, last] = [Math.min(...values), Math.max(...values), epochs[0][0], epochs[epochs.length - 1][0]];
    // Numbers stand left of the axis, however long they are.
    const left = Math.max(50, 14 + 7 * Math.max(say(low).length, say(high).length));
    const x = epoch => last === first ? (left + 380) / 2 : left + (380 - left) * (epoch - first) / (last - first);
    const y = value => high === low ? 70 : 120 - 100 * (value - low) / (high - low);
    const line = (column, kind) => {
      const points = epochs.filter(e => Number.isFinite(e[column] ?? NaN)).map(e => [x(e[0]), y(e[column])]);
      return points.length === 1 ? [svg("circle", { class: `dot ${kind}`, cx: points[0][0], cy: points[0][1], r: 3 })] : [svg("polyline", { class: `line ${kind}`, points: points.map(p => p.map(v => v.toFixed(1)).join(",")).join(" ") })];
    };
    return make("div", {}, svg("svg", { class: "chart", viewBox: "0 0 400 150", role: "img", "aria-label": `${title} by epoch, from ${say(low)} to ${say(high)}` },
      svg("line", { class: "axis", x1: left, y1: 120, x2: 380, y2: 120 }), svg("line", { class: "axis", x1: left, y1: 20, x2: left, y2: 120 }),
      svg("text", { x: left - 6, y: 24, "text-anchor": "end" }, say(high)), svg("text", { x: left - 6, y: 123, "text-anchor": "end" }, say(low)),
      svg("text", { x: left, y: 138 }, `epoch ${first}`), svg("text", { x: 380, y: 138, "text-anchor": "end" }, String(last)), svg("text", { x: (left + 380) / 2, y: 12, "text-anchor": "middle" }, title),
      ...line(training, "b"), ...line(validation, "a")));
  };
  const share = (a, b) => a === null || b === null ? "–" : (100 * a / b).toFixed(2);
  const fill = (cell, title) => {
    const quoted = `'${cell.identity.replaceAll("'", "''")}'`;
    byId("cell-title").textContent = title;
    byId("cell-content").replaceChildren(...[
      make("p", { class: "lead" }, make("code", {}, cell.identity)),
      cell.result ? table("Accuracy (%) and loss", ["Network", "On", "Top-1", "Top-5", "Loss"], cell.evaluations.map(e => [`${e[0]}${cell.result.headline === e[0] ? " (headline)" : ""}`, e[1], percent(e[2]), percent(e[3]), e[4]]), 2)
        : make("p", { class: "notice" }, "This cell has no result."),
      table("Attempts", ["Started (UTC)", "Ended (UTC)", "Outcome", "Reason", "Machine", "Device", "Peak memory (MB)"], cell.attempts.map(a => [time(a[0]), time(a[1]), a[2], a[3], a[4], a[5], a[6] === null ? null : (a[6] / 1e6).toFixed(0)]), 6),
      cell.epochs.length ? make("h3", {}, "Curves of the retraining") : null,
      cell.epochs.length ? make("div", { class: "charts" }, chart("Loss", cell.epochs, 1, 3, v => v.toPrecision(3)), chart("Top-1 accuracy (%)", cell.epochs, 2, 4, percent)) : null,
      cell.epochs.length ? make("p", { class: "key" }, "Solid: validation. Dashed: training.") : null,
      cell.epochs.length ? folded("Epochs as a table", table("Epochs", ["Epoch", "Training loss", "Training top-1 (%)", "Validation loss", "Validation top-1 (%)", "Learning rate"], cell.epochs.map(e => [e[0], e[1], percent(e[2]), e[3], percent(e[4]), e[5]]))) : null,
      table("Layers", ["Layer", "Kind", "Shape", "Weights", "Kept", "Density (%)", "On a path (%)", "Channels", "Kept channels", "Dead channels", "Dense MACs", "Effective MACs"],
        cell.layers.map(l => [`${l[0]}${l[11] ? " (dead)" : ""}`, l[1], l[2], l[3], l[4], share(l[4], l[3]), share(l[5], l[3]), l[6], l[7], l[8], l[9], l[10]]), 3),
      table("Cuts", ["When", "Asked kept", "Kept", "Tied scores", "Seconds", "Samples", "Forward passes", "Backward passes"], cell.cuts),
      table("Latency", ["Network", "Batch", "Median (ms)", "Lower quartile", "Upper quartile", "Passes", "Noisy"], cell.latencies.map(l => [l[0], l[1], ...[2, 3, 4].map(i => (1000 * l[i]).toPrecision(4)), l[5], l[6] ? "yes" : "no"])),
      cell.result ? folded("Sizes, budget, provenance", table("Result", ["What", "Value"], Object.entries(cell.result), 1)) : null,
      cell.configuration === null ? make("p", {}, "Its configuration is not stored.") : folded("Configuration", make("pre", {}, JSON.stringify(cell.configuration, null, 2))),
      make("h3", {}, "How to get these numbers"),
      make("pre", {}, `bench reproduce ${cell.identity}\nbench query "SELECT * FROM v_results WHERE identity = ${quoted}"`),
    ].filter(part => part));
  };
  let titles = null;
  const open = async place => {
    titles ??= new Map(browsers["cells"].map(row => [row[row.length - 1], `${row.slice(1, 5).join(" · ")} · seed ${row[5]}`]));
    const cell = await cellAt(place);
    fill(cell, titles.get(place) ?? "");
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    history.replaceState(null, "", `#cell=${encodeURIComponent(cell.identity)}`);
  };
  dialog.addEventListener("close", () => history.replaceState(null, "", "#cells-of-the-sweep"));
  byId("cell-close").addEventListener("click", () => dialog.close());
  const cellAt = async place => (await piece(Math.floor(place / archive.dataset.size)))[place % archive.dataset.size];
  // Rows show the beginning of an identity alone.
  const follow = async () => {
    if (!location.hash.startsWith("#cell=")) return;
    const identity = decodeURIComponent(location.hash.slice(6));
    for (const row of browsers["cells"].filter(r => identity.startsWith(r[0]) && r[r.length - 1] >= 0)) {
      const place = row[row.length - 1];
      if ((await cellAt(place)).identity === identity) return open(place);
    }
  };
  addEventListener("hashchange", follow);
  follow();
  document.documentElement.dataset.ready = "yes";
})();
