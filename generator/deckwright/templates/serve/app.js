// The page as a whole: what is chosen, how it is shown, and what happens when the project changes.
import { Findings, place } from "./findings.js";
import { Frame, ask, make, redraw } from "./frames.js";
import { Study } from "./study.js";
import { Tree } from "./tree.js";

const by = (id) => document.getElementById(id);
const wish = { night: matchMedia("(prefers-color-scheme: dark)").matches, wide: false, both: false, languages: [], ...stored() };
const chosen = { course: "", item: "", ordinal: 0 };
const state = { revision: -1, run: "", courses: [], branches: {}, findings: [], root: "", link: null };
const frames = new Map();
let side = "front";
let surface = null;
let surfaces = { count: 0, seen: -1 };
let ordinals = [];
let asked = 0;
let drawnFor = "";

const tree = new Tree(by("tree"), choose);
const findings = new Findings(by("finding-list"), by("findings-title"), ({ course, item, language }) => {
  if (!wish.languages.includes(language)) Object.assign(wish, { languages: [language] });
  choose(course, item);
});
const study = new Study(by("study"), { studied });

function stored() {
  try {
    return JSON.parse(localStorage.getItem("deckwright") || "{}");
  } catch {
    return {};
  }
}

function keep() {
  localStorage.setItem("deckwright", JSON.stringify(wish));
}

const course = () => state.courses.find((one) => one.id === chosen.course);
const leaf = () => course()?.branches.flatMap((key) => state.branches[key].items).find((one) => one.id === chosen.item);

function languages() {
  if (study.on) return [study.deck.language];
  const there = course()?.languages || [];
  const wanted = there.filter((language) => wish.languages.includes(language));
  return wanted.length ? wanted : there.slice(0, 1);
}

const addressOf = () => `#${[chosen.course, chosen.item, ...(chosen.ordinal ? [chosen.ordinal] : [])].map(encodeURIComponent).join("/")}`;

function choose(name, item, ordinal = 0) {
  study.choosing = false;
  if (study.on) study.end();
  Object.assign(chosen, { course: name, item, ordinal });
  side = "front";
  surface = null;
  if (location.hash !== addressOf()) history.pushState(null, "", addressOf());
  tree.select(name, item, state);
  return draw();
}

// A day of study shows its card, and the page says where one is.
function studied() {
  study.choosing = false;
  if (study.card) {
    surface = null;
    Object.assign(chosen, { course: study.card.course, item: study.card.item, ordinal: study.card.ordinal });
    history.replaceState(null, "", addressOf());
    tree.select(chosen.course, chosen.item, state);
  }
  side = study.on ? study.side : "front";
  draw();
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function fromAddress() {
  const [name, item, ordinal] = location.hash.slice(1).split("/").map(decoded);
  if (state.courses.some((one) => one.id === name) && item) return choose(name, item, Number(ordinal) || 0);
  const first = tree.stops(state)[0];
  return first && !chosen.item ? choose(first.course, first.item) : draw();
}

async function draw() {
  tools();
  study.draw(state.courses.flatMap((one) => one.decks));
  const turn = ++asked;
  const nothing = !chosen.item || (study.on && !study.card);
  by("title").textContent = chosen.item || "Choose a card";
  const here = leaf();
  redraw(by("edit"), here ? Object.entries(here.places).map(([language, at]) =>
    place(state, at.path, at.line, 1, `Edit ${language}`, { title: `${at.path}:${at.line}`, data: { key: language } })) : []);
  if (nothing) {
    by("frames").replaceChildren();
    by("notices").replaceChildren();
    frames.clear();
    return;
  }
  const wanted = languages();
  const cards = await Promise.all(wanted.map(async (language) => {
    const query = new URLSearchParams({ ...chosen, language });
    return ask(`card?${query}`);
  }));
  if (turn !== asked) return;
  if (cards.length && drawnFor && cards.every((card) => !card.notices)) return status(cards[0].trouble, true);
  const notices = new Set();
  const shown = [];
  wanted.forEach((language, i) => {
    const card = cards[i];
    (card.notices || [card.trouble]).forEach((words) => notices.add(wanted.length > 1 ? `${language}: ${words}` : words));
    if (card.ordinals?.length) for (const one of wish.both && !study.on ? ["front", "back"] : [side]) shown.push({ language, card, side: one });
  });
  const known = cards.find((card) => card.ordinals?.length);
  const all = known?.ordinals || [];
  if (known && known.ordinal !== chosen.ordinal) {
    chosen.ordinal = known.ordinal;
    history.replaceState(null, "", addressOf());
  }
  if (all.join() !== ordinals.join()) {
    ordinals = all;
    tools();
  }
  const words = [...notices];
  const lines = [...by("notices").children].map((one) => one.textContent);
  if (words.join("\n") !== lines.join("\n")) by("notices").replaceChildren(...words.map((textContent) => make("li", { textContent })));
  const layout = shown.map((one, i) => `${one.language}-${wish.both && !study.on ? one.side : "turning"}-${i}`);
  if (layout.join() !== drawnFor || !frames.size) {
    frames.clear();
    layout.forEach((key, i) => frames.set(key, new Frame(`Card in ${shown[i].language}, ${wish.both && !study.on ? shown[i].side : "front and back"}`)));
    drawnFor = layout.join();
    by("frames").replaceChildren(...shown.map((one, i) => make("figure", {},
      make("figcaption", {}, one.language, make("span", { className: "side" })), frames.get(layout[i]).element)));
  }
  by("frames").classList.toggle("wide", wish.wide);
  shown.forEach((one, i) => {
    const key = [chosen.course, chosen.item, chosen.ordinal, one.language].join("/");
    frames.get(layout[i]).show({ ...one.card, key }, one.side, surface, wish.night, one.language);
    by("frames").children[i].querySelector(".side").textContent = ` · ${one.side}`;
  });
  document.body.dataset.revision = state.revision;
}

// A frame says which surface it shows; where an edit was in another one, all frames follow.
function seen(told) {
  const follow = told.edited !== null && told.edited !== surface;
  if (follow) surface = told.edited;
  if (told.count !== surfaces.count || told.seen !== surfaces.seen) {
    surfaces = { count: told.count, seen: told.seen };
    tools();
  }
  if (follow) draw();
}

function nextSurface() {
  if (surfaces.count < 2) return;
  surface = (surfaces.seen + 1) % surfaces.count;
  draw();
}

function tools() {
  const button = (words, key, act, pressed) => {
    const made = make("button", { type: "button", data: { key: key || words } }, `${words} `, key ? make("kbd", { textContent: key }) : null);
    if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
    made.addEventListener("click", act);
    return made;
  };
  const there = course()?.languages || [];
  const shown = languages();
  // A day of study has buttons of its own.
  const browsing = !study.on;
  redraw(by("tools"), [
    ...(browsing ? [button("Previous", "P", () => step(-1)), button("Next", "N", () => step(1)), button("Turn over", "Space", turn),
      button("Both sides", "B", () => change({ both: !wish.both }), wish.both)] : []),
    ...(browsing && there.length > 1 ? there.map((language) => button(language, "", () => toggle(language), shown.includes(language))) : []),
    button("Dark", "D", () => change({ night: !wish.night }), wish.night),
    button("Desktop width", "W", () => change({ wide: !wish.wide }), wish.wide),
    ...(browsing && ordinals.length > 1 ? ordinals.map((one) => button(`Gap ${one + 1}`, "", () => choose(chosen.course, chosen.item, one), one === chosen.ordinal)) : []),
    surfaces.count > 1 ? button(`Variant ${surfaces.seen + 1} of ${surfaces.count}`, "V", nextSurface) : null,
    button("Study", "S", studyOrEnd, study.on)].filter(Boolean));
}

function change(wishes) {
  Object.assign(wish, wishes);
  keep();
  draw();
}

function toggle(language) {
  const now = languages();
  const next = now.includes(language) ? now.filter((one) => one !== language) : [...now, language];
  if (next.length) change({ languages: next });
}

function nextLanguage() {
  const there = course()?.languages || [];
  const views = [...there.map((language) => [language]), there];
  const now = views.findIndex((view) => view.join() === languages().join());
  change({ languages: views[(now + 1) % views.length] });
}

function turn() {
  if (study.on) return study.turn();
  side = side === "front" ? "back" : "front";
  draw();
}

function step(by_) {
  if (study.on) return;
  const further = ordinals.indexOf(chosen.ordinal) + by_;
  if (ordinals.length > 1 && ordinals[further] !== undefined) return choose(chosen.course, chosen.item, ordinals[further]);
  const stops = tree.stops(state);
  const at = stops.findIndex((stop) => stop.course === chosen.course && stop.item === chosen.item);
  const next = stops[at < 0 ? 0 : (at + by_ + stops.length) % stops.length];
  if (next) choose(next.course, next.item);
}

function studyOrEnd() {
  if (study.on) return study.end();
  study.choosing = !study.choosing;
  draw();
}

let searched = 0;
let searching = Promise.resolve();
async function search() {
  const words = by("search").value.trim();
  const turn_ = ++searched;
  const found = words ? await ask(`search?words=${encodeURIComponent(words)}`) : null;
  if (turn_ !== searched) return;
  if (found?.trouble) return status(found.trouble, true);
  tree.found = found && new Set(found.map((one) => `${one.course}/${one.item}`));
  tree.draw(state);
}

const KEYS = [
  ["N", "next card", () => step(1)],
  ["P", "previous card", () => step(-1)],
  [" ", "turn the card over", turn, "Space"],
  ["B", "front and back side by side", () => study.on || change({ both: !wish.both })],
  ["L", "next language, or all of them", () => study.on || nextLanguage()],
  ["D", "dark or light", () => change({ night: !wish.night })],
  ["W", "desktop or phone width", () => change({ wide: !wish.wide })],
  ["V", "next variant of a scenario, or next question of a reflection", nextSurface],
  ["S", "study a deck, or stop", studyOrEnd],
  ["1", "while studying: again", () => study.on && study.answer(false)],
  ["3", "while studying: good", () => study.on && study.answer(true)],
  ["E", "open the file of this card in your editor", () => by("edit").querySelector("a, button")?.click()],
  ["F", "go to the first finding", () => by("finding-list").querySelector(".at")?.focus()],
  ["/", "search", () => by("search").focus()],
  ["?", "show these keys", () => by("help").showModal()],
  ["Escape", "stop studying, clear the search", escape, "Esc"],
];

function escape() {
  if (by("search").value) {
    by("search").value = "";
    search();
  } else if (study.on) study.end();
  else if (study.choosing) studyOrEnd();
}

function pressed(key) {
  if (/^[jkx]$/i.test(key)) return frames.forEach((frame) => frame.key(key));
  KEYS.find(([own]) => own.toUpperCase() === key.toUpperCase())?.[2]();
}

document.addEventListener("keydown", (event) => {
  const on = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || by("help").open) return;
  if (on.id === "search" && event.key === "Enter") {
    searching.then(() => {
      const first = tree.stops(state)[0];
      if (first) choose(first.course, first.item).then(() => document.querySelector("main").focus());
    });
    return;
  }
  if (on.id === "search" && event.key === "Escape") on.blur();
  else if (/^(INPUT|SELECT|TEXTAREA)$/.test(on.tagName)) return;
  if (event.key === " " && /^(BUTTON|SUMMARY)$/.test(on.tagName)) return;
  if (event.key === " " || event.key === "/") event.preventDefault();
  pressed(event.key);
});

window.addEventListener("message", (event) => {
  for (const frame of frames.values()) {
    if (!frame.owns(event.source)) continue;
    frame.heard(event.data);
    if (event.data.type === "key") pressed(String(event.data.key));
    if (event.data.type === "shown") seen(event.data);
  }
});
window.addEventListener("popstate", fromAddress);
by("search").addEventListener("input", () => {
  searching = search();
});
by("filter").addEventListener("change", (event) => {
  tree.filter = event.target.value;
  tree.draw(state);
});
by("help-button").addEventListener("click", () => by("help").showModal());
by("keys").append(...KEYS.flatMap(([key, words, , shown]) => [make("dt", {}, make("kbd", { textContent: shown || key })), make("dd", { textContent: words })]),
  make("dt", {}, make("kbd", { textContent: "J" }), " ", make("kbd", { textContent: "K" }), " ", make("kbd", { textContent: "X" })), make("dd", { textContent: "on the card, as in Anki: next, previous, tick" }));

function status(words, bad = false) {
  by("status").textContent = words;
  by("status").classList.toggle("bad", bad);
}

// Asked for once at a time; what changes meanwhile is asked for afterwards.
let asking = false;
let outdated = false;
async function refresh() {
  if (asking) {
    outdated = true;
    return;
  }
  asking = true;
  try {
    do {
      outdated = false;
      const told = await ask(`state?run=${state.run}&since=${state.revision}`);
      if (!told.courses) return status(told.trouble, true);
      const first = state.revision < 0;
      if (told.run !== state.run) Object.assign(state, { branches: {}, run: told.run });
      const known = new Set(told.courses.flatMap((one) => one.branches));
      const branches = Object.fromEntries(Object.entries({ ...state.branches, ...told.branches }).filter(([key]) => known.has(key)));
      const moved = told.revision !== state.revision;
      Object.assign(state, told, { branches });
      tree.draw(state);
      findings.draw(state);
      const counts = [[told.errors, "error"], [told.warnings, "warning"]].filter(([n]) => n).map(([n, word]) => `${n} ${word}${n > 1 ? "s" : ""}`);
      const all = counts.join(", ") || "No findings";
      status(told.trouble ? `deckwright has failed: ${told.trouble}` : told.checking ? `${all} · checking …` : all, told.errors > 0 || Boolean(told.trouble));
      if (first) await fromAddress();
      else if (moved) await draw();
    } while (outdated);
  } finally {
    asking = false;
  }
}

// A browser has few connections for one server: a page that nobody sees lets go of its own.
let events = null;
function listen() {
  events?.close();
  events = null;
  if (document.hidden) return;
  events = new EventSource("events");
  events.onmessage = () => refresh();
  events.onerror = () => {
    status("deckwright serve has stopped. Start it again, and open the address it prints.", true);
    if (events?.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
}

document.addEventListener("visibilitychange", listen);
listen();
