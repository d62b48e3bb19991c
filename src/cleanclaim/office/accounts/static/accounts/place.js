// Says with every form of which organization and whose the page is, so that nothing is saved into another organization,
// or in the name of another person, chosen or signed in in another tab.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  for (const name of ["organization", "person"]) {
    const value = document.body.dataset[name];
    if (!value || form.elements.namedItem(`_${name}`)) continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: `_${name}`, value });
    form.append(field);
  }
}, true);
