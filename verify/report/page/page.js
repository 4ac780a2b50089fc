"use strict";
// The page is whole without this: here are the filter of the claims and the buttons that copy.

const form = document.getElementById("filter");
const cards = [...document.querySelectorAll("article.claim")];

if (form) {
  const count = form.querySelector(".count");
  const texts = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));
  const fits = {
    text: (card, wanted) => wanted.toLowerCase().split(/\s+/).every((word) => texts.get(card).includes(word)),
    outcome: (card, wanted) => card.dataset.outcome === wanted,
    level: (card, wanted) => card.dataset.effective === wanted,
    section: (card, wanted) => JSON.parse(card.dataset.sections).includes(wanted),
    kind: (card, wanted) => card.dataset.kind === wanted,
  };
  const chosen = () => [...new FormData(form)].filter(([, value]) => value.trim() !== "");

  const show = () => {
    const wanted = chosen();
    for (const card of cards) card.hidden = !wanted.every(([name, value]) => fits[name](card, value));
    const left = cards.filter((card) => !card.hidden).length;
    count.textContent = `${left} of ${cards.length} claims shown`;
  };

  // A choice stands in the address, so that it can be sent: #?level=proved. An anchor in the address comes first.
  const remember = () => {
    const choice = new URLSearchParams(chosen()).toString();
    if (!choice && !location.hash.startsWith("#?")) return;
    try {
      history.replaceState(null, "", choice ? `#?${choice}` : location.pathname + location.search);
    } catch {
      // Some browsers forbid it for a page on disk; the filter works all the same.
    }
  };

  const follow = () => {
    if (location.hash.startsWith("#?")) {
      const choice = new URLSearchParams(location.hash.slice(2));
      for (const field of form.elements) if (field.name) field.value = choice.get(field.name) ?? "";
    }
    show();
    const target = document.querySelector(":target");
    if (!target) return;
    if (target.closest("article.claim")?.hidden) {
      form.reset();
      show();
    }
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  };

  const fold = (open) => () => {
    for (const card of cards) if (!card.hidden) for (const inner of card.querySelectorAll("details")) inner.open = open;
  };

  form.addEventListener("input", () => { show(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { show(); remember(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-open]").addEventListener("click", fold(true));
  form.querySelector("[data-close]").addEventListener("click", fold(false));
  window.addEventListener("hashchange", follow);
  form.hidden = false;
  follow();
}

const select = (element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
};

const said = document.createElement("p"); // what a button did, for those who do not see it
said.className = "unseen";
said.setAttribute("role", "status");
document.querySelector("main").append(said);

for (const text of document.querySelectorAll("pre[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${text.getAttribute("aria-label")}`);
  button.addEventListener("click", async () => {
    select(text); // what is selected can be copied by hand where the clipboard is closed
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
    }
    said.textContent = button.textContent;
  });
  text.before(button);
}

// What is too wide for the screen can be scrolled with the keys as well.
const reachable = new ResizeObserver((boxes) => {
  for (const { target } of boxes) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll(".instance")) reachable.observe(box);
