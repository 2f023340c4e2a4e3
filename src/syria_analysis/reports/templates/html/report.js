(() => {
  const told = document.getElementById("told");
  const words = JSON.parse(told.dataset.words);
  const make = (name, about = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), about);
    element.append(...inside);
    return element;
  };

  // Links to what lies beside the report give the copy that travels inside it.
  const unpacked = async (link) => {
    const text = atob(link.dataset.raw || link.dataset.gz);
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    if (link.dataset.raw) return bytes;
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const drawn = async (link) => {
    const source = document.getElementById(link.dataset.of);
    const svg = new TextDecoder().decode(await unpacked(source));
    const [, width, height] = svg.match(/viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/);
    const faces = document.querySelector("style").textContent.match(/@font-face\{[^}]*\}/g) || [];
    const whole = svg.replace(/(<svg[^>]*>)/, `$1<style>${faces.join("")}</style>`);
    const image = new Image();
    const data = new TextEncoder().encode(whole);
    let text = "";
    for (let at = 0; at < data.length; at += 32768) {
      text += String.fromCharCode(...data.subarray(at, at + 32768));
    }
    image.src = "data:image/svg+xml;base64," + btoa(text);
    await image.decode();
    const canvas = make("canvas", {width: width * 300 / 72, height: height * 300 / 72});
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#fff";
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  };
  const give = async (link) => {
    const content = link.dataset.of ? await drawn(link) : await unpacked(link);
    const url = URL.createObjectURL(new Blob([content], {type: link.type}));
    make("a", {href: url, download: link.download}).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  };

  // A link to each heading, claim, finding, table and figure.
  const copied = async (link) => {
    const address = link.href;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      const field = make("textarea", {value: address});
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    history.replaceState(null, "", link.hash);
    link.dataset.told = words.done;
    link.classList.add("copied");
    told.textContent = words.copied;
    setTimeout(() => link.classList.remove("copied"), 2000);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-gz], a[data-raw], a[data-of], a.copy");
    if (!link) return;
    event.preventDefault();
    if (link.matches(".copy")) copied(link);
    else give(link).catch(() => { location.href = link.href; });
  });

  // Tables: sorted by any column, filtered where they are long.
  const LONG = 12;
  const resets = [];
  const filter = (found, name, before) => {
    const items = [...found];  // in an order of their own: sorting turns that of the table
    const box = make("input", {type: "search", autocomplete: "off"});
    box.setAttribute("aria-label", name);
    box.placeholder = words.filter;
    const count = make("output", {className: "quiet"});
    const texts = items.map((item) => item.textContent.toLowerCase());
    const show = () => {
      const asked = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      items.forEach((item, n) => {
        const fits = asked.every((word) => texts[n].includes(word)) && before(item);
        item.hidden = !fits;
        shown += fits;
      });
      count.textContent = shown < items.length ? words.shown.replace("$1", shown).replace("$2", items.length) : "";
    };
    box.addEventListener("input", show);
    resets.push(() => { box.value = ""; show(); });
    return [box, count, show];
  };
  const number = (text) => {
    const found = text.replace(/[,\u00a0]/g, "").replace("−", "-").match(/^[-+]?\d+(\.\d+)?/);
    return found ? Number(found[0]) : NaN;
  };
  const key = (row, at) => {
    const cell = row.cells[at];
    const text = cell.dataset.sort || cell.textContent.trim();
    return text === "–" || text === "—" ? "" : text;
  };
  for (const figure of document.querySelectorAll("figure.table")) {
    const body = figure.querySelector("tbody");
    const last = body.querySelector("tr.total");
    const rows = [...body.rows].filter((row) => row !== last && row.cells.length > 1);
    if (rows.length < 2) continue;
    const heads = [...figure.querySelectorAll("thead th")];
    const sort = (at, down) => {
      const keys = new Map(rows.map((row) => [row, key(row, at)]));
      const filled = [...keys.values()].filter(Boolean);
      const numbers = filled.length > 0 && !filled.some((text) => isNaN(number(text)))
        && !filled.some((text) => /^\d{4}-\d\d-\d\d/.test(text));
      rows.sort((a, b) => {
        const one = keys.get(a), other = keys.get(b);
        if (!one || !other) return !one - !other;
        const order = numbers ? number(one) - number(other)
          : one.localeCompare(other, document.documentElement.lang, {numeric: true});
        return down ? -order : order;
      });
      body.append(...rows, ...(last ? [last] : []));
      heads.forEach((head, n) => head.setAttribute(
        "aria-sort", n === at ? (down ? "descending" : "ascending") : "none"));
    };
    heads.forEach((head, at) => {
      const button = make("button", {type: "button", className: "sort"}, ...head.childNodes);
      button.addEventListener("click", () => {
        sort(at, head.getAttribute("aria-sort") === "ascending");
        choice.value = at;
      });
      head.append(button);
    });
    const choice = make("select", {}, make("option", {value: "", textContent: words.sortBy}),
      ...heads.map((head, at) => make("option", {value: at, textContent: head.textContent})));
    choice.setAttribute("aria-label", words.sort);
    choice.addEventListener("change", () => choice.value !== "" && sort(Number(choice.value), false));
    const tools = make("div", {className: "tools"}, choice);
    if (rows.length >= LONG) {
      tools.prepend(...filter(rows, figure.dataset.filter, () => true).slice(0, 2));
    }
    figure.querySelector(".scroll").before(tools);
    if (rows.length >= LONG) {  // cut by CSS, earlier on a phone
      const all = make("button", {type: "button", className: "all",
        textContent: figure.dataset.all});
      const show = () => figure.classList.remove("cut");
      figure.classList.add("cut");
      figure.classList.toggle("much", rows.length > 30);
      all.addEventListener("click", show);
      tools.querySelector("input").addEventListener("input", show);
      resets.push(show);
      figure.querySelector(".scroll").after(all);
    }
  }

  // Claims: those of one verdict alone, those with some words.
  for (const list of document.querySelectorAll("ul.claims")) {
    const tally = list.previousElementSibling;
    const chosen = new Set();
    const verdict = (item) => item.querySelector(".verdict").textContent.trim();
    const [box, count, show] = filter([...list.children], words.claims,
      (item) => !chosen.size || chosen.has(verdict(item)));
    for (const item of tally.children) {
      const button = make("button", {type: "button", className: "only"}, ...item.childNodes);
      const word = button.querySelector(".verdict").textContent.trim();
      button.title = item.dataset.only;
      button.setAttribute("aria-pressed", "false");
      const press = (on) => {
        if (on) chosen.add(word); else chosen.delete(word);
        button.setAttribute("aria-pressed", String(on));
        show();
      };
      button.addEventListener("click", () => press(!chosen.has(word)));
      resets.push(() => press(false));
      item.append(button);
    }
    tally.before(make("p", {className: "tools quiet"}, words.only + " ", box, count));
  }
  addEventListener("beforeprint", () => {
    resets.forEach((reset) => reset());
    document.querySelectorAll("details").forEach((more) => { more.open = true; });
  });
  document.documentElement.dataset.ready = "yes";
})();
