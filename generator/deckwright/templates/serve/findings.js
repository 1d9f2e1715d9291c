// What is wrong at the moment, each with the line it is about, a way out, and a link to its place.
import { ask, make, redraw } from "./frames.js";

export function place(state, path, line, column, words, attributes = {}) {
  const root = state.root.startsWith("/") ? state.root : `/${state.root}`;
  if (state.link) {
    const file = encodeURI(`${root}/${path}`).replaceAll("#", "%23").replaceAll("?", "%3F");
    const values = { path: state.link.includes("://file/") ? file.slice(1) : file, line, column };
    return make("a", { href: state.link.replace(/\{(path|line|column)\}/g, (_, name) => values[name]), textContent: words, ...attributes });
  }
  const button = make("button", { type: "button", textContent: words, ...attributes });
  button.addEventListener("click", async () => {
    const answer = await fetch("open", { method: "POST", body: JSON.stringify({ path, line, column }) }).catch(() => null);
    if (!answer?.ok) button.after(make("span", { className: "trouble", role: "alert", textContent: answer ? await answer.text() : "deckwright serve does not answer." }));
  });
  return button;
}

// Names stand between backticks, as on the terminal.
function spelled(words) {
  return words.split("`").map((part, i) => (i % 2 ? make("code", { textContent: part }) : part));
}

function excerpt(finding) {
  if (!finding.text) return null;
  const start = finding.column - 1;
  const stop = finding.end_line === finding.line ? Math.max(finding.end_column - 1, start + 1) : finding.text.length;
  const signs = Array.from(finding.text);
  return make("pre", { tabIndex: 0, role: "group", "aria-label": "The line" },
    signs.slice(0, start).join(""), make("mark", { textContent: signs.slice(start, stop).join("") }), signs.slice(stop).join(""));
}

function explained(code) {
  const details = make("details", { className: "code" }, make("summary", { textContent: code }));
  details.addEventListener("toggle", async () => {
    if (!details.open || details.children.length > 1) return;
    const told = await ask(`explain?code=${encodeURIComponent(code)}`);
    details.append(make("p", {}, ...spelled(told.about || told.trouble || "There is no explanation of this code.")));
    for (const [name, words] of [["wrong", "Wrong"], ["right", "Right"]])
      if (told[name]) details.append(make("p", { className: "quiet", textContent: words }), make("pre", { tabIndex: 0, textContent: told[name] }));
  });
  return details;
}

function drawn(finding, state, choose) {
  const at = finding.path && place(state, finding.path, finding.line || 1, finding.column || 1,
    finding.line ? `${finding.path}:${finding.line}:${finding.column}` : finding.path, { className: "at", data: { key: `${finding.code} ${finding.path}:${finding.line}:${finding.column}` } });
  const card = finding.item && make("button", { type: "button", className: "plain", textContent: "show card" });
  if (card) card.addEventListener("click", () => choose(finding.item));
  return make("li", { className: finding.severity },
    make("p", {}, make("strong", { textContent: finding.severity }), " ", ...spelled(finding.message)),
    make("p", { className: "where" }, at || null, card || null),
    excerpt(finding),
    ...finding.notes.map((note) => make("p", { className: "quiet" }, ...spelled(note))),
    finding.help ? make("p", { className: "way-out" }, ...spelled(finding.help)) : null,
    explained(finding.code));
}

export class Findings {
  constructor(list, title, choose) {
    this.list = list;
    this.title = title;
    this.choose = choose;
    this.last = "";
    this.drawn = new Map();
  }

  draw(state) {
    const words = JSON.stringify([state.findings, state.link, state.errors, state.warnings]);
    if (words === this.last) return;
    this.last = words;
    const rest = state.errors + state.warnings - state.findings.length;
    const now = new Map(state.findings.map((one) => {
      const key = JSON.stringify([one, state.link]);
      return [key, this.drawn.get(key) || drawn(one, state, this.choose)];
    }));
    this.drawn = now;
    redraw(this.list, [
      ...now.values(),
      ...(rest > 0 ? [make("li", { textContent: `… and ${rest} more: “deckwright check” lists them all.` })] : [])]);
    this.title.textContent = state.findings.length ? `Findings (${state.errors + state.warnings})` : "No findings";
  }
}
