"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const at = (id) => document.getElementById(id);
  const facts = read("facts");
  const drawings = read("drawings");
  // Sentences come whole from the page's data; "{name}" stands where a value goes.
  const say = (key, parts = {}) => facts.words[key].replace(/\{(\w+)\}/g, (_, name) => parts[name]);
  const last = facts.evenings.length - 1;
  const number = new Map(facts.factions.map((faction, n) => [faction.id, n]));
  const byId = new Map(facts.places.map((place) => [place.id, place]));
  const given = (name) => drawings.map.signals.find((signal) => signal.name === name).value;
  const [fills, darks] = [given("fills"), given("darks")];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const views = {};
  const state = { evening: last, city: 0, place: "", zoom: 1, cx: null, cy: null };
  let timer = 0;

  // Text always goes in as text: nothing that comes from the data is read as markup.
  const make = (tag, text = "", name = "") => {
    const node = document.createElement(tag);
    node.textContent = text;
    if (name) node.className = name;
    return node;
  };
  const swatch = (faction, colours = fills) => {
    const node = make("span", "", "swatch");
    node.style.background = colours[number.get(faction)];
    return node;
  };
  const named = (faction) => facts.factions[number.get(faction)].name;
  const spanOf = (place, evening) =>
    place.spans.find((span) => span.first <= evening && evening <= span.last);
  const joined = (...parts) =>
    parts.filter(Boolean).reduce((before, after) => (before ? say("then-comma", { before, after }) : after), "");
  const remarks = (span) => joined(
    span.rival && say("page-contested-by", { who: named(span.rival) }),
    span.uncertain && say("page-day-uncertain"),
  );
  const held = (span) => joined(named(span.holder), remarks(span));
  // How sure it is that the holder's side holds the land around a place on the evening shown.
  const sure = (place) => {
    const cell = facts.sure.length && views.map
      ? views.map.data("cells").find((one) => one.properties.place === place.id) : null;
    return cell ? say("page-how-sure", { said: facts.sure[cell.properties.sure[state.evening]] }) : "";
  };
  // What the spellings of a name share, as the library's `names.fold` has it, articles left in.
  const letters = { "\u0629": "\u0647", "\u0649": "\u064a", "\u0671": "\u0627", "\u0131": "i" };
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[\u0629\u0649\u0671\u0131]/g, (one) => letters[one])
    .replace(/[^\p{L}\p{N}]|[\u0640\u0621\u02be\u02bf\u02c8\u02bb\u02bc]/gu, "").replace(/(\p{L})\1+/gu, "$1");

  function brief(place) {
    const span = spanOf(place, state.evening);
    return [make("b", place.name), swatch(span.holder), held(span)];
  }

  function showEvening() {
    const evening = facts.evenings[state.evening];
    const slider = at("evening");
    slider.value = state.evening;
    slider.setAttribute("aria-valuetext", evening.name);
    at("evening-name").textContent = evening.name;
    at("back").disabled = state.evening === 0;
    at("next").disabled = state.evening === last;
    at("headline").textContent = evening.headline;
    at("headline-day").textContent = evening.name;
    at("told").replaceChildren(
      make("p", say("page-evening-of", { day: evening.name })),
      make("p", evening.headline, "headline"), make("p", evening.told),
    );
    at("map").setAttribute("aria-label", say("page-map-of", { day: evening.name, said: `${evening.headline}.` }));
    showGains();
    if (at("holders").open) showHolders();
  }

  function showCity() {
    const city = facts.cities[state.city];
    const measure = city.evenings[state.evening];
    for (const key of ["best", "low", "high", "said"]) at(key).textContent = measure[key];
    at("axis-city").textContent = city.name;
    at("told").append(make("p", measure.said, "unseen"));
  }

  function showGains() {
    const rows = facts.grounds.filter((row) => row.evening === state.evening);
    at("gains").replaceChildren(...rows.map((row) => {
      const item = make("li");
      const faction = facts.factions[number.get(row.faction)];
      item.append(swatch(row.faction, darks), say("page-gained-by", { who: faction.name, side: say(`page-${faction.side}`), land: row.text }));
      return item;
    }));
    if (!rows.length) {
      at("gains").append(make("li", say(state.evening ? "page-nobody-gained" : "page-counted-later")));
    }
  }

  function showPlace() {
    const place = byId.get(state.place);
    at("place").hidden = !place;
    if (!place) return;
    at("spot").replaceChildren(...brief(place));
    const more = make("a", say("page-account"));
    more.href = "#place";
    at("spot").append(" · ", sure(place), sure(place) ? " · " : "", more);
    at("place-name").replaceChildren(place.name, ...place.names.flatMap(([code, told]) => {
      const name = make("bdi", told);
      name.lang = code;
      return [" ", name];
    }));
    at("place-about").textContent = joined(place.about, sure(place));
    at("spans").replaceChildren(...place.spans.map((span) => {
      const item = make("li");
      const line = make("p");
      line.append(make("span", span.when, "when"), swatch(span.holder), held(span));
      const links = make("p", span.sources.length ? say("page-sources") : "", "sources");
      span.sources.forEach((key, n) => {
        const [label, url] = facts.sources[key];
        const node = make(url ? "a" : "span", label);
        if (url) Object.assign(node, { href: url, target: "_blank", rel: "noopener noreferrer" });
        links.append(n ? "\u00a0· " : " ", node);
      });
      item.append(line, make("p", facts.accounts[span.account], "quiet"), links);
      if (span.first <= state.evening && state.evening <= span.last) item.setAttribute("aria-current", "true");
      return item;
    }));
  }

  function showHolders() {
    at("holders-caption").textContent = say("page-evening-of", { day: facts.evenings[state.evening].name });
    at("holders-rows").replaceChildren(...facts.places.map((place) => {
      const span = spanOf(place, state.evening);
      const row = make("tr");
      const head = make("th", place.name);
      head.scope = "row";
      row.append(head, ...(facts.unit ? [make("td", place.unit)] : []), make("td", named(span.holder)), make("td", remarks(span)));
      return row;
    }));
  }

  async function drawOnce() {
    const { evening, city, place, zoom, cx, cy } = state;
    for (const [name, view] of Object.entries(views)) {
      view.signal("evening", evening).signal("city", city);
      if (name === "map") view.signal("place", place).signal("zoom", zoom).signal("cx", cx).signal("cy", cy);
    }
    await Promise.all(Object.values(views).map((view) => view.runAsync()));
    document.documentElement.dataset.drawn = `${evening} ${city} ${place} ${zoom}`;
  }

  // A slider moves faster than a phone draws: what is asked meanwhile is drawn once, at the end.
  let drawing = null;
  let asked = false;
  function draw() {
    asked = true;
    drawing ??= (async () => {
      while (asked) {
        asked = false;
        await drawOnce();
      }
      drawing = null;
    })();
    return drawing;
  }

  function change(update) {
    Object.assign(state, update);
    showEvening();
    showCity();
    showPlace();
    const hash = `#${facts.evenings[state.evening].date}&city=${facts.cities[state.city].id}`;
    history.replaceState(null, "", state.place ? `${hash}&place=${state.place}` : hash);
    return draw();
  }

  const go = (evening) => change({ evening: Math.max(0, Math.min(last, evening)) });

  function play(on) {
    clearInterval(timer);
    timer = 0;
    at("play-word").textContent = say(on ? "page-pause" : "page-play");
    at("play-shape").setAttribute("d", on ? "M3 2h4v12H3zM9 2h4v12H9z" : "M3 1.5v13l11-6.5z");
    // A reader is told the evening on which it stops, not every one that passes.
    at("told").setAttribute("aria-live", on ? "off" : "polite");
    if (!on) return;
    if (state.evening === last) go(0);
    timer = setInterval(() => {
      go(state.evening + 1);
      if (state.evening === last) play(false);
    }, still.matches ? 3000 : 1400);
  }

  function choose(id) {
    const place = byId.get(id);
    return place ? change({ place: id }) : Promise.resolve();
  }

  function search() {
    const text = fold(at("find").value.trim());
    const score = (place) => Math.min(...[place.name, ...place.names.map(([, told]) => told), ...place.also].map((name) => {
      const found = fold(name).indexOf(text);
      return found < 0 ? 9 : found === 0 ? (fold(name).length === text.length ? 0 : 1) : 2;
    }));
    const found = text
      ? facts.places.map((place) => [score(place), place]).filter(([rank]) => rank < 9)
        .sort(([a, one], [b, other]) => a - b || other.population - one.population).map(([, place]) => place)
      : [];
    at("matches").textContent = !text ? "" : found.length < facts.found.length
      ? facts.found[found.length] : say("page-found-many", { number: found.length, most: facts.found.length - 1 });
    at("results").replaceChildren(...found.slice(0, facts.found.length - 1).map((place) => {
      const button = make("button", joined(place.name, place.unit));
      button.type = "button";
      button.addEventListener("click", () => {
        at("results").replaceChildren();
        at("matches").textContent = "";
        choose(place.id).then(() => centre(place.id));
        at("place-name").focus({ preventScroll: false });
      });
      const item = make("li");
      item.append(button);
      return item;
    }));
  }

  // The map's scale and middle, in the metres of its plane.
  function look(zoom, cx = state.cx, cy = state.cy) {
    state.zoom = Math.max(1, Math.min(8, zoom));
    const view = views.map;
    const [x0, y0, x1, y1] = ["x0", "y0", "x1", "y1"].map((name) => view.signal(name));
    const inside = (value, low, high) => {
      const half = (high - low) / 2 / state.zoom;
      return Math.max(low + half, Math.min(high - half, value ?? (low + high) / 2));
    };
    state.cx = inside(cx, x0, x1);
    state.cy = inside(cy, y0, y1);
    at("frame").classList.toggle("near", state.zoom > 1);
    at("farther").disabled = at("whole").hidden = state.zoom === 1;
    at("closer").disabled = state.zoom === 8;
    return draw();
  }
  // Enlarge about a point of the frame, which stays where it is; without one about the place
  // chosen, where it is in view, else about the middle.
  function scaleAbout(times, spot = null) {
    const view = views.map;
    const [scale, left, top] = ["scale", "left", "top"].map((name) => view.signal(name));
    const point = spot || chosenSpot() || [view.width() / 2, view.height() / 2];
    const [x, y] = [(point[0] - left) / scale, (top - point[1]) / scale];
    const zoom = Math.max(1, Math.min(8, state.zoom * times));
    const after = scale * zoom / state.zoom;
    return look(zoom, x - (point[0] - view.width() / 2) / after, y + (point[1] - view.height() / 2) / after);
  }
  function chosenSpot() {
    const middle = state.place && middleOf(state.place);
    if (!middle) return null;
    const [scale, left, top] = ["scale", "left", "top"].map((name) => views.map.signal(name));
    const spot = [left + middle[0] * scale, top - middle[1] * scale];
    const [width, height] = [views.map.width(), views.map.height()];
    return spot[0] >= 0 && spot[0] <= width && spot[1] >= 0 && spot[1] <= height ? spot : null;
  }
  const shift = (right, up) => {
    const scale = views.map.signal("scale");
    return look(state.zoom, state.cx + right / scale, state.cy + up / scale);
  };
  function middleOf(id) {
    const cell = views.map.data("cells").find((one) => one.properties.place === id);
    if (!cell) return null;
    const ring = cell.geometry.coordinates[0][0];
    return [0, 1].map((axis) => ring.reduce((sum, corner) => sum + corner[axis], 0) / ring.length);
  }
  function centre(id) {
    const middle = state.zoom > 1 && middleOf(id);
    if (middle) look(state.zoom, ...middle);
  }

  function watchMap() {
    const frame = at("frame");
    const tip = at("tip");
    let held = null;
    const placeOf = (item) => (item && item.mark.name === "cell" ? byId.get(item.datum.properties.place) : null);
    views.map.addEventListener("click", (event, item) => {
      const place = placeOf(item);
      if (place && !(held && held.moved)) choose(place.id);
    });
    views.map.addEventListener("pointermove", (event, item) => {
      const place = placeOf(item);
      tip.hidden = !place || event.pointerType !== "mouse" || event.buttons > 0;
      if (tip.hidden) return;
      tip.replaceChildren(...brief(place));
      const box = frame.getBoundingClientRect();
      const x = Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth - 4);
      const y = event.clientY - box.top + 18;
      tip.style.transform = `translate(${x}px,${y + tip.offsetHeight > box.height ? y - tip.offsetHeight - 30 : y}px)`;
    });
    frame.addEventListener("pointerleave", () => { tip.hidden = true; });
    // Two fingers: the map follows what lies under them.
    const fingers = new Map();
    const spotOf = (x, y) => {
      const box = frame.getBoundingClientRect();
      return [x - box.left - frame.clientLeft, y - box.top - frame.clientTop];
    };
    const spread = () => {
      const [one, other] = [...fingers.values()];
      return [Math.hypot(one.x - other.x, one.y - other.y), (one.x + other.x) / 2, (one.y + other.y) / 2];
    };
    frame.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch") fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      held = { x: event.clientX, y: event.clientY, moved: fingers.size > 1 };
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      frame.addEventListener(end, (event) => { fingers.delete(event.pointerId); });
    }
    frame.addEventListener("pointermove", (event) => {
      if (fingers.has(event.pointerId) && fingers.size === 2) {
        const [before] = spread();
        fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
        const [after, x, y] = spread();
        held = { x: event.clientX, y: event.clientY, moved: true };
        if (before > 0 && after > 0) scaleAbout(after / before, spotOf(x, y));
        return;
      }
      if (!held || !event.buttons || state.zoom === 1) return;
      const right = held.x - event.clientX;
      const up = event.clientY - held.y;
      if (!held.moved && Math.hypot(right, up) < 6) return;
      shift(right, up);
      held = { x: event.clientX, y: event.clientY, moved: true };
    });
    frame.addEventListener("wheel", (event) => {
      const closer = event.deltaY < 0;
      if (!event.deltaY || state.zoom === (closer ? 8 : 1)) return;  // the page scrolls on
      event.preventDefault();
      tip.hidden = true;
      scaleAbout(closer ? 1.25 : 0.8, spotOf(event.clientX, event.clientY));
    }, { passive: false });
    frame.addEventListener("keydown", (event) => {
      if (event.target !== frame) return;
      const steps = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
      const scale = { "+": state.zoom * 1.6, "=": state.zoom * 1.6, "-": state.zoom / 1.6, 0: 1 }[event.key];
      if (scale) scaleAbout(scale / state.zoom);
      else if (state.zoom > 1 && steps[event.key]) shift(...steps[event.key]);
      else return;
      event.preventDefault();
    });
    at("closer").addEventListener("click", () => scaleAbout(1.6));
    at("farther").addEventListener("click", () => scaleAbout(1 / 1.6));
    at("whole").addEventListener("click", () => { look(1); at("closer").focus(); });
  }

  function size() {
    for (const [name, view] of Object.entries(views)) {
      const box = at(name).getBoundingClientRect();
      if (name === "map") view.width(box.width).height(box.height);
      else {
        const pad = view.padding();
        view.width(Math.max(120, box.width - pad.left - pad.right));
      }
    }
    return draw();
  }

  function wanted() {
    const [date, ...rest] = location.hash.slice(1).split("&");
    const parts = Object.fromEntries(rest.map((part) => part.split("=")));
    const evening = facts.evenings.findIndex((one) => one.date === date);
    const city = facts.cities.findIndex((one) => one.id === parts.city);
    return {
      evening: evening < 0 ? last : evening, city: Math.max(0, city),
      place: byId.has(parts.place) ? parts.place : "",
    };
  }

  async function start() {
    for (const name of ["map", "distance", "ground"]) {
      const made = await vegaEmbed(at(name), drawings[name], {
        actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: false, hover: false,
      });
      views[name] = made.view;
    }
    watchMap();
    at("evening").addEventListener("input", (event) => { play(false); go(Number(event.target.value)); });
    at("back").addEventListener("click", () => { play(false); go(state.evening - 1); });
    at("next").addEventListener("click", () => { play(false); go(state.evening + 1); });
    at("play").addEventListener("click", () => play(!timer));
    at("city").addEventListener("change", (event) => change({ city: Number(event.target.value) }));
    at("find").addEventListener("input", search);
    at("find").addEventListener("keydown", (event) => {
      const first = at("results").querySelector("button");
      if (event.key === "Enter" && first) first.click();
    });
    at("holders").addEventListener("toggle", () => { if (at("holders").open) showHolders(); });
    addEventListener("hashchange", () => {
      if (/^#\d{4}/.test(location.hash)) change(wanted());
    });
    new ResizeObserver(size).observe(at("frame"));
    const opening = wanted();
    at("city").value = opening.city;
    await change(opening);
    await size();
    document.documentElement.dataset.ready = "yes";
  }

  start();
})();
