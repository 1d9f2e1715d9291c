// New cards day by day, as Anki gives them out; what was not known comes again on the same day.
import { make } from "./frames.js";

export class Study {
  constructor(box, app) {
    this.box = box;
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
    this.deck = deck;
    this.days = await (await fetch(`study?deck=${encodeURIComponent(deck.id)}`)).json();
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
    this.box.hidden = !this.on && !this.choosing;
    if (this.box.hidden) return this.box.replaceChildren();
    const button = (words, key, act) => {
      const made = make("button", { type: "button" }, `${words} `, make("kbd", { textContent: key }));
      made.addEventListener("click", act);
      return made;
    };
    if (!this.on) {
      return this.box.replaceChildren(make("p", { textContent: "Study the new cards of a deck, day by day, as Anki gives them out:" }),
        ...decks.map((deck) => {
          const made = make("button", { type: "button", textContent: `${deck.title} (${deck.id})` });
          made.addEventListener("click", () => this.begin(deck));
          return made;
        }));
    }
    const done = this.days[this.day] ? this.days[this.day].length - this.queue.filter((card) => !card.again).length : 0;
    const words = !this.days.length ? "This deck has no cards that can be shown." : this.card
      ? `${this.deck.title} · day ${this.day + 1} of ${this.days.length} · new card ${Math.min(done + 1, this.days[this.day].length)} of ${this.days[this.day].length}${this.card.again ? ", again" : ""}`
      : `Day ${this.day + 1} is done.`;
    const buttons = this.card
      ? this.side === "front" ? [button("Show answer", "Space", () => this.turn())]
        : [button("Again", "1", () => this.answer(false)), button("Good", "3", () => this.answer(true))]
      : this.day + 1 < this.days.length ? [button(`Day ${this.day + 2}`, "Space", () => this.turn())] : [];
    this.box.replaceChildren(make("p", { role: "status", textContent: words }), ...buttons, button("End", "Esc", () => this.end()));
  }
}
