// Dragging a block's edge on the strip changes its minutes.
document.addEventListener("pointerdown", (event) => {
  const edge = event.target.closest("[data-edge]");
  if (!edge) return;
  event.preventDefault();
  const strip = edge.closest(".strip");
  const scale = Number(strip.dataset.scale), width = strip.querySelector("svg").getBoundingClientRect().width;
  const row = document.querySelector(`[data-block="${edge.dataset.edge}"]`);
  const field = row.querySelector("[name=minutes]");
  const from = event.clientX, before = Number(field.value);
  const move = (moved) => {
    const minutes = Math.max(0, before + Math.round((moved.clientX - from) * scale / width));
    if (String(minutes) === field.value) return;
    field.value = minutes;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const stop = () => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", stop);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", stop);
});
