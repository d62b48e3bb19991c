// Says with every form of which organization the page is, so that nothing is saved into one chosen in another tab.
document.addEventListener("submit", (event) => {
  const form = event.target, key = document.body.dataset.organization;
  if (form.method !== "post" || !key || form.elements.namedItem("_organization")) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "_organization", value: key });
  form.append(field);
}, true);
