// Shows the SVG that Python has drawn, enlarges it, and tells Python which place was clicked.
// Of several dots near a click the nearest wins, then the land; a new drawing keeps what was
// enlarged.
const NEAR = 12; // pixels within which a dot is meant
const MOST = 16; // how far the map can be enlarged
const SLIP = 4; // pixels that a click may move without being a drag

export default {
  render({ model, el }) {
    const labels = model.get("labels");
    const stage = document.createElement("div");
    const bar = document.createElement("div");
    let svg, whole, view, drag, dragged;

    const place = () => {
      svg.setAttribute("viewBox", view.join(" "));
      keepSizes(view[2] / whole[2]);
      stage.style.cursor = view[2] < whole[2] ? "grab" : "pointer";
    };
    // Names, dots and lines keep the size that they have on the whole map: the land grows alone.
    const keepSizes = (share) => {
      let x, y;
      for (const mark of svg.querySelectorAll("circle, text")) {
        if (mark.tagName === "circle") [x, y] = [mark.cx.baseVal.value, mark.cy.baseVal.value];
        const [left, down] = [x * (1 - share), y * (1 - share)];
        mark.setAttribute("transform", `translate(${left} ${down}) scale(${share})`);
      }
      for (const line of svg.querySelectorAll('path[fill="none"]')) {
        line.dataset.width ??= line.getAttribute("stroke-width");
        line.setAttribute("stroke-width", line.dataset.width * share);
      }
    };
    const show = () => {
      stage.innerHTML = model.get("svg");
      svg = stage.querySelector("svg");
      if (!svg) return;
      whole = svg.getAttribute("viewBox").split(" ").map(Number);
      view ??= [...whole];
      place();
    };
    const into = (x, y, width) => {
      const height = (width * whole[3]) / whole[2];
      const held = (at, size, most) => Math.min(Math.max(at, 0), most - size);
      view = [held(x, width, whole[2]), held(y, height, whole[3]), width, height];
      place();
    };
    const units = (event) => {
      const box = svg.getBoundingClientRect();
      return [
        view[0] + ((event.clientX - box.left) / box.width) * view[2],
        view[1] + ((event.clientY - box.top) / box.height) * view[3],
      ];
    };
    const enlarge = (factor, about) => {
      const [x, y] = about ?? [view[0] + view[2] / 2, view[1] + view[3] / 2];
      const width = Math.min(whole[2], Math.max(view[2] / factor, whole[2] / MOST));
      into(x - ((x - view[0]) * width) / view[2], y - ((y - view[1]) * width) / view[2], width);
    };
    const meant = (event) => {
      let [best, found] = [NEAR, event.target.closest("[data-place]")];
      for (const dot of stage.querySelectorAll("circle[data-place]")) {
        const box = dot.getBoundingClientRect();
        const away = Math.hypot(
          event.clientX - box.left - box.width / 2,
          event.clientY - box.top - box.height / 2,
        );
        if (away <= best) [best, found] = [away, dot];
      }
      return found;
    };

    for (const [sign, key, act] of [
      ["+", "larger", () => enlarge(2)],
      ["−", "smaller", () => enlarge(0.5)],
      ["⤢", "whole", () => into(0, 0, whole[2])],
    ]) {
      const button = document.createElement("button");
      Object.assign(button, { textContent: sign, title: labels[key], type: "button" });
      button.setAttribute("aria-label", labels[key]);
      button.dataset.act = key;
      button.style.cssText = "width:2em;height:2em;padding:0;margin:2px;cursor:pointer";
      button.addEventListener("click", act);
      bar.append(button);
    }
    bar.style.cssText = "display:flex;justify-content:flex-end";
    el.style.width = "100%";
    el.append(bar, stage);

    stage.addEventListener("click", (event) => {
      const found = dragged ? null : meant(event);
      if (found) model.send({ place: found.dataset.place });
    });
    stage.addEventListener("pointerdown", (event) => {
      drag = { at: [event.clientX, event.clientY], from: [...view] };
      dragged = false;
    });
    stage.addEventListener("pointermove", (event) => {
      if (!drag || !event.buttons) return;
      const moved = [event.clientX - drag.at[0], event.clientY - drag.at[1]];
      if (Math.hypot(...moved) <= SLIP) return;
      dragged = true;
      const scale = view[2] / svg.getBoundingClientRect().width;
      into(drag.from[0] - moved[0] * scale, drag.from[1] - moved[1] * scale, view[2]);
    });
    const ended = new AbortController();
    for (const kind of ["pointerup", "pointercancel"]) // wherever the button is let go
      window.addEventListener(kind, () => { drag = null; }, { signal: ended.signal });
    // The page scrolls by the wheel alone; with Ctrl, as a pinch sends it, the map is enlarged.
    stage.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        enlarge(Math.exp(-event.deltaY / 200), units(event));
      },
      { passive: false },
    );
    model.on("change:svg", show);
    show();
    return () => ended.abort();
  },
};
