// In the site's contents, a tick at each page whose questions are all answered.
import { html } from "../parts/dom.mjs";
import "../theme/buttons.mjs"; // every page has this script
import { answerBook, progressOf } from "./book.mjs";
import { PAGE, pageAt, ROOT } from "./place.mjs";

const QUESTIONS = "[data-guess], [data-widget=prediction], [data-widget=choice]";
const book = answerBook(() => localStorage, ROOT);

book.note(
  PAGE,
  [...(document.querySelector("article h1")?.childNodes ?? [])]
    .map((node) => (node instanceof HTMLAnchorElement ? "" : node.textContent)) // no link to itself
    .join("")
    .trim(),
  document.querySelectorAll(`article :is(${QUESTIONS})`).length,
);

function tick() {
  const links = document.querySelectorAll(".bd-sidebar-primary nav a.reference.internal");
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (links)) {
    link.querySelector(".cnnlab-tick")?.remove();
    const { total, answered } = progressOf(book.pageOf(pageAt(link.href)));
    if (answered === 0) continue;
    const all = answered >= total;
    const words = all ? "all questions answered" : `${answered} of ${total} questions answered`;
    const sign = html("span", { "aria-hidden": "true" }, all ? "✓" : `${answered}/${total}`);
    const heard = html("span", { class: "cnnlab-tick-words" }, `, ${words}`);
    link.append(html("span", { class: "cnnlab-tick", title: words }, sign, heard));
  }
}

tick();
addEventListener("cnnlab-answered", tick);
addEventListener("storage", tick); // another window of the book
addEventListener("pageshow", ({ persisted }) => persisted && tick()); // from the back/forward cache
