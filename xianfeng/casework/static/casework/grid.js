// Enter moves on to the next cell instead of sending the grid; without this script Tab does.
document.querySelector("form.grid")?.addEventListener("keydown", (event) => {
  const here = event.target;
  if (event.key !== "Enter" || event.isComposing || !here.matches("input, select")) return;
  event.preventDefault();
  const cells = [...here.form.elements].filter(
    (cell) => cell.matches("input, select, textarea, button") && cell.type !== "hidden" && cell.offsetParent,
  );
  cells[cells.indexOf(here) + 1]?.focus();
});
