const box = document.getElementById("filter");
const told = document.getElementById("told");
const reports = [...document.querySelectorAll("li.report")].map(
  (item) => [item, item.textContent.toLowerCase()]);
const groups = [...document.querySelectorAll("section.month, section.group")];
box.closest("form").hidden = false;
box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const [item, text] of reports) {
    item.hidden = !words.every((word) => text.includes(word));
    count += !item.hidden;
  }
  for (const group of groups) group.hidden = !group.querySelector("li.report:not([hidden])");
  told.textContent = words.length
    ? told.dataset.shown.replace("$1", count).replace("$2", reports.length) : "";
});
box.closest("form").addEventListener("submit", (event) => event.preventDefault());
