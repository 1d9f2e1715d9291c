// New cards day by day, as Anki gives them out; what was not known comes again on the same day.
import { ask, make, redraw } from "./frames.js";

export class Study {
  constructor(box, app) {
    this.box = box;
    this.words = make("p", { role: "status" });
    this.buttons = make("div", { className: "buttons" });
    box.append(this.words, this.buttons);
    this.app = app;
    this.days = null;
  }

  get on() {
    return this.days !== null;
  }

  get card() {
    return this.queue?.[0] || null;
  }

  async begin(deck) {
    const days = await ask(`study?deck=${encodeURIComponent(deck.id)}`);
    if (!this.choosing) return;
    this.deck = deck;
    this.days = Array.isArray(days) ? days : [];
    this.start(0);
  }

  start(day) {
    this.day = day;
    this.queue = [...(this.days[day] || [])];
    this.side = "front";
    this.app.studied();
  }

  turn() {
    if (this.card && this.side === "front") {
      this.side = "back";
      this.app.studied();
    } else if (!this.card && this.day + 1 < this.days.length) this.start(this.day + 1);
  }

  answer(good) {
    if (!this.card || this.side === "front") return;
    const card = this.queue.shift();
    if (!good) this.queue.push({ ...card, again: true });
    this.side = "front";
    this.app.studied();
  }

  end() {
    this.days = null;
    this.queue = null;
    this.app.studied();
  }

  draw(decks) {
    const shown = this.on || this.choosing;
    const opened = this.box.hidden && shown;
    this.box.hidden = !shown;
    if (!shown) return;
    const button = (words, key, act) => {
      const made = make("button", { type: "button", data: { key: words } }, `${words} `, key ? make("kbd", { textContent: key }) : null);
      made.addEventListener("click", act);
      return made;
    };
    const words = this.on ? this.told() : "Choose a deck to study. You get its new cards day by day, as Anki gives them out.";
    if (this.words.textContent !== words) this.words.textContent = words;
    const buttons = !this.on ? decks.map((deck) => button(`${deck.title} (${deck.id})`, "", () => this.begin(deck)))
      : this.card && this.side === "front" ? [button("Show answer", "Space", () => this.turn())]
      : this.card ? [button("Good", "3", () => this.answer(true)), button("Again", "1", () => this.answer(false))]
      : this.day + 1 < this.days.length ? [button(`Day ${this.day + 2}`, "Space", () => this.turn())] : [];
    redraw(this.buttons, this.on ? [...buttons, button("Stop", "Esc", () => this.end())] : buttons, opened);
  }

  told() {
    const today = this.days[this.day];
    if (!today) return "This deck has no cards that can be shown.";
    if (!this.card) return `Day ${this.day + 1} is done.`;
    const number = Math.min(today.length - this.queue.filter((card) => !card.again).length + 1, today.length);
    const which = this.card.again ? "again" : `new card ${number} of ${today.length}`;
    return `${this.deck.title} · day ${this.day + 1} of ${this.days.length} · ${which}`;
  }
}
