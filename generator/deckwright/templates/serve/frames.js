// A card in a frame without an origin of its own: it can neither read this page nor ask for anything.

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else if (name === "data") Object.assign(element.dataset, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// What has the focus in a box that is drawn anew, by its key; where that is gone, the box's first control gets it.
export function redraw(box, children, always = false) {
  const inside = always || box.contains(document.activeElement);
  const key = inside && document.activeElement.dataset.key;
  box.replaceChildren(...children);
  if (!inside) return;
  const same = key && box.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (same || box.querySelector("button, a"))?.focus({ preventScroll: true });
}

// An answer that is none is a fault of the program, whose story stands on the terminal; or the program has ended.
export async function ask(path) {
  try {
    const answer = await fetch(path);
    const known = answer.headers.get("content-type")?.includes("json");
    if (known) return await answer.json();
    return { trouble: answer.status === 403 ? await answer.text() : `deckwright has failed (${answer.status}). The terminal says more.` };
  } catch {
    return { trouble: "deckwright serve does not answer." };
  }
}

export class Frame {
  constructor(title) {
    this.element = make("iframe", { title, src: "frame", className: "card" });
    this.element.setAttribute("sandbox", "allow-scripts");
    this.ready = false;
    this.told = null;
  }

  owns(source) {
    return source === this.element.contentWindow;
  }

  heard(message) {
    if (message.type !== "ready") return;
    this.ready = true;
    if (this.told) this.send({ ...this.told, keep: false });
  }

  send(message) {
    if (this.ready) this.element.contentWindow.postMessage(message, "*");
  }

  // Nothing is touched where nothing has changed; an edited card stays where it was. Without a surface, the day picks.
  show(card, side, surface, night, language) {
    const { front, back, css, key } = card;
    const told = { type: "show", front, back, css, key, surface, night, language, side };
    const last = this.told;
    const same = (names) => last !== null && names.every((name) => told[name] === last[name]);
    const rest = ["front", "back", "css", "key", "surface", "night", "language"];
    if (same([...rest, "side"])) return;
    this.told = told;
    this.send(same(rest) ? { type: "turn", side } : { ...told, keep: same(["key", "side"]) });
  }

  key(key) {
    this.send({ type: "key", key });
  }
}
