// Shows the SVG that Python has drawn and tells Python which place was clicked.
export default {
  render({ model, el }) {
    const show = () => { el.innerHTML = model.get("svg"); };
    el.style.cssText = "width:100%;cursor:pointer";
    el.addEventListener("click", (event) => {
      const cell = event.target.closest("[data-place]");
      if (cell) model.send({ place: cell.dataset.place });
    });
    model.on("change:svg", show);
    show();
  },
};
