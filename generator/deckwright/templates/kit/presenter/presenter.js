// The presenter itself: one state, drawn anew after each change, in the room's window and in the trainer's.

const app = {
  data: JSON.parse(document.getElementById("data").textContent),
  own: Math.random().toString(36).slice(2),
  trainer: location.hash === "#trainer",
  asked: {}, // by the start page
  typed: null, // what the fields of the setup hold
  notes: false,
  kept: true,
  rung: new Set(),
  toast: "",
};
app.words = app.data.words.presenter;
app.slides = slidesOf(app.data);
app.key = keyOf(app.data);

app.blockOf = (slide) => app.data.agenda.blocks.at(slide.block);
app.titleOf = (block) => block.title || app.data.words.common.kinds[block.kind];
// What the trainer knows a slide by; the steps of an exercise share its title.
app.nameOf = (slide) =>
  slide.step ? app.words.how[slide.how] : slide.kind === "vote" ? fill(app.words.slides.vote, { round: slide.round }) : slide.kind === "result" ? app.words.slides.result_votes : slide.title;
app.extraSlides = () => {
  const card = app.state.extra && app.data.cards.find((one) => one.id === app.state.extra.card);
  if (!card) return [];
  const { block, from, to } = app.slides.at(app.state.at);
  return scenarioSlides(app.data, card, "extra/" + card.id, from, Math.max(10, to - from)).map((slide) => ({ ...slide, block, exact: false, to: Infinity }));
};
app.current = () => app.extraSlides().at(app.state.extra ? app.state.extra.at : 0) || app.slides.at(app.state.at);
app.following = () => {
  const extra = app.extraSlides();
  return extra.length ? extra[app.state.extra.at + 1] || app.slides.at(app.state.at) : app.slides[app.state.at + 1];
};
app.slideOf = (id) => app.slides.find((slide) => slide.id === id) || app.extraSlides().find((slide) => slide.id === id) || app.current();
app.shownOf = (slide) => (slide.id === app.current().id ? Math.min(app.state.shown, slide.parts) : 0);
// The sheets of the flip chart that an exercise needs.
app.sheetsOf = (slide) => (slide.step || slide.kind === "activity" ? app.blockOf(slide).activity.flipchart : []);
app.dated = (day) => (day ? longDate(app.data.words.calendar, day) : "");
app.votesOf = (slide) => {
  const kept = app.state.votes[slide.vote + "/" + slide.round];
  return slide.card.options.map((option, at) => (kept && kept[at]) || 0);
};
app.untilText = (slide) => {
  // While the countdown runs, the break ends when it does; else when it would if it began now.
  const now = Date.now();
  const timer = app.state.timers[slide.id];
  const end = timer && timer.end ? timer.end : now + remaining(timer, slide.minutes, now) * 1000;
  return fill(app.words.slides.break_until, { time: clockText(minutesOfDay(end)) });
};

// Every change goes through here: numbered, kept, told to the other window, drawn.
app.change = (values) => {
  Object.assign(app.state, values);
  app.state.rev += 1;
  app.kept = writeStored(app.key, app.state, !app.trainer);
  link.send("state", app.state);
  draw();
};

app.place = (values, anew = false) => {
  const before = app.blockOf(app.current());
  Object.assign(app.state, values);
  const slide = app.current();
  const block = app.blockOf(slide);
  const now = Date.now();
  const entered = { ...app.state.entered };
  const timers = { ...app.state.timers };
  const begun = entered["block:" + block.id];
  // Who rehearsed on the same morning was there long before its time: that does not count.
  const rehearsed = block !== before && begun && sinceStart(begun, app.state.start) < block.offset - 15;
  if (!begun || anew || rehearsed) {
    entered["block:" + block.id] = now;
    for (const { id } of app.slides.filter((one) => one.block === slide.block)) if (timers[id] && timers[id].end && timers[id].end <= now) delete timers[id];
  }
  if (!entered[slide.id] || anew || block !== before) entered[slide.id] = now;
  if (slide.kind === "break" && !timers[slide.id] && app.state.begun) timers[slide.id] = { end: Math.ceil((now + slide.minutes * 60000) / 60000) * 60000, left: 0 };
  app.change({ entered, timers, sheet: 0 });
  say(fill(app.words.bar.place, { at: app.state.at + 1, count: app.slides.length }) + ": " + slide.title);
};

app.begin = (typed) => {
  closeDialog();
  Object.assign(app.state, typed);
  if (!app.state.begun) app.state.begun = Date.now();
  forgetAsked();
  app.place({});
};
app.anew = (typed) => {
  const { theme, rev } = app.state;
  app.state = { ...freshState(app.data), ...typed, theme, rev };
  app.change({});
  setupDialog(app);
};
app.jump = (index) => {
  closeDialog();
  const at = app.slides.findIndex((slide) => slide.block === index && !["title", "aims", "agenda"].includes(slide.kind));
  app.place({ at, shown: 0, extra: null, blank: "" }, true);
};
app.pick = (card) => {
  closeDialog();
  // Whoever picks a scenario again begins it anew: without the votes and the time of the other group.
  for (const held of ["votes", "timers", "entered"])
    app.state[held] = Object.fromEntries(Object.entries(app.state[held]).filter(([name]) => !name.startsWith(`extra/${card.id}/`)));
  app.place({ extra: { card: card.id, at: 0 }, shown: 0, blank: "" });
};
app.vote = (slide, at, count) => {
  const counts = app.votesOf(slide);
  counts[at] = Math.min(999, Math.max(0, count));
  app.change({ votes: { ...app.state.votes, [slide.vote + "/" + slide.round]: counts } });
};
app.count = (at, by) => {
  const slide = app.current();
  if (slide.kind === "vote" && at < slide.card.options.length) app.vote(slide, at, app.votesOf(slide).at(at) + by);
};
app.timerChange = (how) => {
  const slide = app.current();
  if (!slide.minutes) return;
  const timers = { ...app.state.timers };
  if (how) timers[slide.id] = how(timers[slide.id], slide.minutes, Date.now());
  else delete timers[slide.id];
  app.change({ timers });
};

const commands = {
  next() {
    const { state } = app;
    if (state.blank || state.sheet) return app.change({ blank: "", sheet: 0 });
    if (state.shown < app.current().parts) return app.change({ shown: state.shown + 1 });
    if (state.extra) return state.extra.at + 1 < app.extraSlides().length ? app.place({ extra: { ...state.extra, at: state.extra.at + 1 }, shown: 0 }) : app.place({ extra: null, shown: 0 });
    if (state.at + 1 < app.slides.length) app.place({ at: state.at + 1, shown: 0 });
  },
  back() {
    const { state } = app;
    if (state.blank || state.sheet) return app.change({ blank: "", sheet: 0 });
    if (state.extra) return state.extra.at ? app.place({ extra: { ...state.extra, at: state.extra.at - 1 }, shown: 0 }) : app.place({ extra: null, shown: 0 });
    if (state.shown > 0) return app.change({ shown: state.shown - 1 });
    // Whoever goes back sees a slide as it was left.
    if (state.at > 0) app.place({ at: state.at - 1, shown: app.slides.at(state.at - 1).parts });
  },
  first: () => app.place({ at: 0, shown: 0, extra: null, blank: "" }),
  last: () => app.place({ at: app.slides.length - 1, shown: 0, extra: null, blank: "" }),
  // From a vote straight to its result, rated; elsewhere all that is still hidden.
  reveal() {
    const slide = app.current();
    const { state } = app;
    if (["vote", "talk"].includes(slide.kind)) {
      const list = state.extra ? app.extraSlides() : app.slides;
      const at = list.findIndex((one) => one.id === slide.vote + "/result");
      app.place({ ...(state.extra ? { extra: { ...state.extra, at } } : { at }), shown: list.at(at).parts, blank: "" });
    } else if (state.shown < slide.parts) app.change({ shown: slide.parts });
  },
  timer: () => app.timerChange(toggled),
  more: () => app.timerChange(lengthened),
  reset: () => app.timerChange(null),
  mute: () => app.change({ muted: !app.state.muted }),
  gong: () => app.change({ gong: Date.now() }),
  sheet: () => app.change({ sheet: app.state.sheet < app.sheetsOf(app.current()).length ? app.state.sheet + 1 : 0 }),
  black: () => app.change({ blank: app.state.blank === "black" ? "" : "black" }),
  white: () => app.change({ blank: app.state.blank === "white" ? "" : "white" }),
  agenda: () => agendaDialog(app),
  picker: () => pickerDialog(app),
  menu: () => menuDialog(app),
  setup: () => setupDialog(app),
  notes() {
    app.notes = !app.notes;
    draw();
  },
  trainer() {
    if (app.trainer) return;
    let opened = null;
    try {
      opened = window.open(location.href.split("#").at(0) + "#trainer", app.key, "popup,width=1180,height=780");
    } catch {
      // As if it had been blocked.
    }
    if (opened) return link.add(opened);
    app.notes = true;
    app.toast = app.words.trainer.blocked;
    draw();
  },
  fullscreen() {
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
    if (done) done.catch(() => undefined); // a browser may refuse; nothing depends on it
  },
};
app.run = (name) => commands[name]();

const KEYS = {
  ArrowRight: "next", " ": "next", PageDown: "next", ArrowDown: "next", ArrowLeft: "back", PageUp: "back", ArrowUp: "back", Home: "first", End: "last",
  Enter: "reveal", p: "timer", "+": "more", m: "mute", r: "gong", c: "sheet", b: "black", ".": "black", w: "white", a: "agenda", t: "trainer", n: "notes",
  s: "picker", f: "fullscreen", g: "setup", "?": "menu",
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog")) return;
  if (event.target.matches("input")) {
    // Leaving the field takes what was typed. A clicker turns the slide wherever the focus is.
    const turning = ["PageDown", "PageUp"].includes(event.key);
    if (turning || ["Enter", "Escape"].includes(event.key)) event.target.blur();
    if (!turning) return;
  }
  // A focused button keeps its own keys, and a text that scrolls the arrows.
  if (event.target.matches("button") && ["Enter", " "].includes(event.key)) return;
  if (event.target.matches(".notes, .overfull") && ["ArrowDown", "ArrowUp"].includes(event.key)) return;
  // By place, for with Shift a digit is another sign on every keyboard, and on the number pad it is Home, End and the
  // like: with the pad set to digits this means Shift, else the pad is not set to digits.
  const digit = /^(Digit|Numpad)([1-5])$/.exec(event.code);
  if (digit) {
    const back = event.shiftKey || (digit.at(1) === "Numpad" && event.getModifierState("NumLock") && !/\d/.test(event.key));
    event.preventDefault();
    return event.repeat ? undefined : app.count(Number(digit.at(2)) - 1, back ? -1 : 1);
  }
  const name = KEYS[event.key] || KEYS[event.key.toLowerCase()];
  if (!name) return;
  event.preventDefault();
  if (!event.repeat || ["next", "back"].includes(name)) app.run(name);
});

// The sound at zero. Browsers allow it after a click or key in the window; what they do not allow yet must not be
// asked for, or it sounds at some later click.
let sound = null;
function soundReady() {
  if (app.trainer) return;
  try {
    sound = sound || new AudioContext();
    if (sound.state !== "running") sound.resume().catch(() => undefined);
  } catch {
    // Without sound there is still the light.
  }
}
for (const kind of ["keydown", "click"]) document.addEventListener(kind, soundReady, true);

// Plays tones: `at` and `long` are in seconds, `pitch` in hertz.
function play(tones) {
  if (!sound || sound.state !== "running") return;
  for (const { at, pitch, loud, long } of tones) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const begin = sound.currentTime + at;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, begin);
    volume.gain.exponentialRampToValueAtTime(loud, begin + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + long);
    tone.connect(volume).connect(sound.destination);
    tone.start(begin);
    tone.stop(begin + long + 0.02);
  }
}

const RING = [0, 0.35, 0.7].map((at) => ({ at, pitch: 660, loud: 0.4, long: 0.3 }));
// A struck bowl: partials that are no multiples of each other, the high ones soon gone.
const GONG = [
  { at: 0, pitch: 220, loud: 0.4, long: 3 },
  { at: 0, pitch: 446, loud: 0.25, long: 2.2 },
  { at: 0, pitch: 713, loud: 0.14, long: 1.2 },
];

function say(text) {
  document.getElementById("polite").textContent = text;
}

// Where the day stands: what the bar tells.
function standing(now) {
  const w = app.words.bar;
  const slide = app.current();
  const block = app.blockOf(slide);
  const minute = sinceStart(now, app.state.start);
  const entered = (id) => sinceStart(app.state.entered[id] || now, app.state.start);
  const enteredBlock = entered("block:" + block.id);
  const delay = slide.exact ? delayOf(minute, entered(slide.id), slide.from, slide.to) : delayOf(minute, enteredBlock, block.offset, slide.to);
  const left = Math.ceil(block.minutes - (minute - Math.max(enteredBlock, slide.block === 0 ? 0 : -Infinity)));
  const behind = Math.round(delay);
  if (Math.abs(delay) > 180) return { left: "", delay: w.rehearsal, long: w.rehearsal, kind: "", behind: 0 };
  if (slide.block === 0 && minute < 0) {
    const before = fill(w.before, { count: Math.ceil(-minute) });
    return { left: "", delay: before, long: before, kind: "", behind: 0 };
  }
  const kind = behind > 0 ? "behind" : behind < 0 ? "ahead" : "";
  const count = Math.abs(behind);
  return {
    left: left >= 0 ? fill(w.left, { count: left }) : fill(w.over, { count: -left }),
    delay: kind ? fill(w[kind], { count }) : w.in_time,
    long: kind ? fill(w[kind + "_long"], { count }) : w.in_time,
    kind,
    behind,
  };
}

function bar() {
  const w = app.words.bar;
  const { brand } = app.data;
  const slide = app.current();
  return h("footer", { class: "bar", "aria-label": w.name },
    h("progress", { max: app.slides.length - 1, value: app.state.at, "aria-label": fill(w.place, { at: app.state.at + 1, count: app.slides.length }) }),
    brand.logo ? h("img", { class: "logo", src: brand.logo.address, alt: brand.name }) : "",
    brand.name && !brand.logo ? h("span", { class: "owner" }, brand.name) : "",
    h("span", { class: "now" }),
    h("span", { class: "where" }, app.titleOf(app.blockOf(slide))),
    h("span", { class: "block-left" }),
    h("span", { class: "delay" }),
    h("span", { class: "place" }, `${app.state.at + 1}/${app.slides.length}`),
    h("span", { class: "buttons" },
      button("‹", "back", () => app.run("back"), { "aria-label": w.back, class: "arrow" }),
      button("›", "next", () => app.run("next"), { "aria-label": w.next, class: "arrow" }),
      button(w.agenda, "agenda", () => app.run("agenda")),
      app.trainer ? "" : button(w.notes, "notes", () => app.run("notes"), { "aria-pressed": String(app.notes) }),
      button(w.menu, "menu", () => app.run("menu"), { class: "menu" })));
}

function preview(slide) {
  return h("div", { class: "preview", inert: true, "aria-hidden": "true" }, h("div", { class: "stage" }, drawSlide(app, slide, false)));
}

// What the trainer reads about a slide.
function notesOf(slide) {
  const w = app.words.trainer;
  const block = app.blockOf(slide);
  const activity = block.activity;
  const section = (title, ...content) => (content.flat().filter(Boolean).length ? h("section", {}, h("h2", {}, title), ...content) : null);
  const texts = (list) => (list && list.length ? h("ul", {}, list.map((text) => h("li", { html: text }))) : null);
  const first = slide.kind === "activity" || (!activity && !slide.card) || slide.id === block.id;
  // What an exercise is about to do differently in this workshop holds for each of its steps.
  const what = slide.step ? slide.step.what : activity ? null : block.what;
  const spoken = slide.step ? slide.step.say : block.say;
  const made = [];
  made.push(h("section", { class: "save", "data-save": true, hidden: true }));
  made.push(section(w.what, what ? rich(what) : null));
  if (activity && !slide.card) made.push(section(w.this_time, block.what ? rich(block.what) : null));
  made.push(section(w.say, spoken ? rich(spoken, { class: "rich says" }) : null));
  if (slide.card && !slide.card.disputed) made.push(section(w.key, h("ul", {}, slide.card.options.map((option) => h("li", {}, `${option.letter}: ${option.rating_word}`)))));
  if (slide.card && slide.card.disputed) made.push(section(w.key, rich(slide.card.disputed)));
  if (slide.kind === "debrief") made.push(section(w.questions, slide.questions.map((one) => [h("h3", {}, app.words.slides[one.name]), texts(one.questions)]).flat()));
  for (const sheet of app.sheetsOf(slide)) made.push(section(fill(app.words.slides.flipchart, { title: sheet.title }), rich(sheet.text)));
  if (activity) {
    made.push(section(w.watch, texts(activity.watch)));
    made.push(section(w.safety, activity.safety ? rich(activity.safety) : null));
    made.push(section(w.seated, activity.seated ? rich(activity.seated) : null));
    if (slide.kind === "activity" || slide.how === "role-play")
      made.push(section(w.roles, activity.roles.length ? h("dl", {}, activity.roles.map((role) => [h("dt", {}, role.name), h("dd", { html: role.brief })])) : null));
    if (slide.how === "role-play") made.push(section(w.observe, texts(activity.observe)));
  }
  if (first) made.push(section(w.materials, block.materials.length ? h("ul", {}, block.materials.map((one) => h("li", {}, `${countOf(one, block)} × ${one.what}`))) : null));
  const filled = made.filter(Boolean);
  if (filled.length === 1) filled.push(h("p", {}, w.empty));
  return filled;
}

function notesBeside(slide) {
  return h("aside", { class: "notes", "aria-label": app.words.bar.notes, tabindex: "0", "data-keep": "notes-text" }, notesOf(slide));
}

function countOf(material, block) {
  const groups = groupSizes(app.data, block.groups, app.state.people).length || (block.groups === "alone" ? app.state.people : 1);
  return material.count * { person: app.state.people, group: groups, room: 1 }[material.per];
}

// Where this block and the next ones can save time; shown when the day is behind.
function savings(slide) {
  return app.data.agenda.blocks.slice(slide.block, slide.block + 4)
    .map((block) => ({ title: app.titleOf(block), text: block.drop || (block.activity && block.activity.short) }))
    .filter((one) => one.text);
}

function desk() {
  const w = app.words;
  const slide = app.current();
  const next = app.following();
  const blank = app.state.blank;
  return h("div", { class: "desk" },
    h("main", { class: "views-column" },
      h("h1", { class: "unseen" }, w.trainer.title),
      blank ? h("p", { class: "state", role: "status" }, w.trainer[blank]) : "",
      h("div", { class: "pair" },
        h("div", {}, h("h2", { class: "label-line" }, `${w.trainer.now}: ${app.nameOf(slide)}`), preview(slide)),
        h("div", {}, h("h2", { class: "label-line" }, next ? `${w.trainer.next}: ${app.nameOf(next)}` : w.trainer.end), next ? preview(next) : "")),
      h("div", { class: "steer" }, button("‹ " + w.bar.back, "desk-back", () => app.run("back")), button(w.bar.next + " ›", "desk-next", () => app.run("next"), { class: "primary" })),
      slide.minutes ? timerBoard(app, slide, true) : "",
      slide.kind === "vote" ? h("div", { class: "board" }, h("h2", { class: "label-line" }, w.slides.votes),
        h("ol", {}, slide.card.options.map((option, at) => h("li", {}, h("b", {}, option.letter), voteCounter(app, slide, at, true)))),
        h("p", {}, totalText(app, app.votesOf(slide)))) : ""),
    notesBeside(slide),
    bar());
}

function room() {
  const { blank } = app.state;
  const slide = app.current();
  return h("div", { class: "room" },
    h("main", { class: "stage" }, drawSlide(app, slide, true)),
    app.notes ? notesBeside(slide) : "",
    bar(),
    app.toast ? h("div", { class: "toast", role: "alert" }, h("p", {}, app.toast), button(app.words.close, "toast", () => { app.toast = ""; draw(); })) : "",
    blank ? h("button", { type: "button", class: "blank " + blank, "aria-label": app.words.trainer[blank], "data-keep": "blank", onclick: () => app.change({ blank: "" }) }) : "");
}

function draw() {
  const { theme } = app.state;
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.style.setProperty("--brand", readable(app.data.brand.colour, theme === "dark" ? "#292a2d" : "#f6f7f9"));
  const held = document.activeElement && document.activeElement.dataset.keep;
  const notes = document.querySelector(".notes");
  const scrolled = notes && app.drawn === app.current().id ? notes.scrollTop : 0;
  app.drawn = app.current().id;
  document.getElementById("app").replaceChildren(app.trainer ? desk() : room());
  const again = held && !document.querySelector("dialog") && document.querySelector(`#app [data-keep="${held}"]`);
  if (again) again.focus();
  if (document.querySelector(".notes")) document.querySelector(".notes").scrollTop = scrolled;
  tick();
  fitAll();
}

function fitAll() {
  document.querySelectorAll(".stage").forEach(fit);
}

function tick() {
  const now = Date.now();
  // A window that stayed open over night asks like one that is opened again.
  if (!app.trainer && isOver(app.state.begun, app.data.agenda.minutes, now)) {
    app.state = mended(app.state, app.data, app.slides.length, now);
    app.change({});
    setupDialog(app);
  }
  tickTimers(app, now);
  setText(document.querySelector(".bar .now"), clockText(Math.floor(minutesOfDay(now))));
  const stand = standing(now);
  setText(document.querySelector(".bar .block-left"), stand.left);
  const delay = document.querySelector(".bar .delay");
  setText(delay, stand.delay);
  delay.className = "delay " + stand.kind;
  delay.title = stand.long;
  const save = document.querySelector("[data-save]");
  if (save && (save.hidden === stand.behind > 0)) {
    const found = stand.behind > 0 ? savings(app.current()) : [];
    save.hidden = !found.length;
    save.replaceChildren(h("h2", {}, app.words.trainer.save), ...found.map((one) => h("div", {}, h("b", {}, one.title), rich(one.text))));
  }
  atZero(now);
  atGong(now);
}

// At zero the room's window rings, once, if the slide with the countdown is still the one that shows; not for a time
// that ran out while the laptop slept. Browsers let hidden windows look at the clock once a minute.
function atZero(now) {
  const slide = app.current();
  const timer = app.state.timers[slide.id];
  if (!timer || !timer.end || timer.end > now || timer.end < now - 90000) return;
  const once = slide.id + timer.end;
  if (app.rung.has(once)) return;
  app.rung.add(once);
  document.getElementById("alarm").textContent = app.words.timer.over;
  setTimeout(() => setText(document.getElementById("alarm"), ""), 5000);
  if (!app.trainer && !app.state.muted) play(RING);
}

// The gong sounds in the room's window, whichever window struck it, and even where the clocks are silent.
function atGong(now) {
  const { gong } = app.state;
  if (app.trainer || !gong || now - gong > 3000 || app.rung.has(gong)) return;
  app.rung.add(gong);
  play(GONG);
}

const link = connect(app.key, app.own, (message) => {
  if (message.kind === "hello") return app.trainer ? undefined : link.send("state", app.state);
  const theirs = message.state;
  if (!theirs || typeof theirs.rev !== "number") return;
  // A window that was opened again without a memory hears how far things are; of two changes at once the room's holds.
  if (theirs.rev < app.state.rev) return link.send("state", app.state);
  if (theirs.rev === app.state.rev && (!app.trainer || JSON.stringify(theirs) === JSON.stringify(app.state))) return;
  const waiting = !app.state.begun;
  app.state = mended(theirs, app.data, app.slides.length, Date.now());
  if (!app.trainer) app.kept = writeStored(app.key, app.state, true);
  if (waiting && app.state.begun) closeDialog();
  draw();
});

app.state = mended(readStored(app.key) || {}, app.data, app.slides.length, Date.now());
if (!app.trainer) {
  const asked = readAsked(location.hash, app.data.sizes);
  if (Object.keys(asked).length) {
    // Said once: a reload goes on with what holds by then. Before the beginning the address may stay, which keeps it
    // even where the browser has not yet stored what this page holds.
    if (isUsed(app.state)) {
      app.asked = asked;
      forgetAsked();
    } else Object.assign(app.state, asked);
  }
}
const differs = Object.entries(app.asked).some(([name, value]) => app.state[name] !== value);
// What was over before this window was opened does not ring.
for (const [id, timer] of Object.entries(app.state.timers)) if (timer.end && timer.end <= Date.now()) app.rung.add(id + timer.end);
app.kept = writeStored(app.key, app.state, !app.trainer);
if (app.trainer) document.title = app.words.trainer.title + " · " + document.title;
draw();
if (app.trainer) link.send("hello");
else link.send("state", app.state);
if (!app.trainer && (!app.state.begun || differs)) setupDialog(app, app.asked);
setInterval(tick, 250);
// The room's window may have been reloaded and have lost this one: it answers whoever calls.
if (app.trainer) setInterval(() => link.send("hello"), 2000);
window.addEventListener("resize", fitAll);
window.addEventListener("beforeprint", () => {
  const { agenda, brand } = app.data;
  // Before the beginning, what the fields hold counts, however printing was asked for.
  const { start, people, day } = document.querySelector("[data-dialog=setup]") ? app.typed : app.state;
  document.getElementById("paper").replaceChildren(h("div", { class: "plan" },
    h("h1", {}, agenda.title),
    h("p", {}, [brand.name, agenda.length, app.dated(day)].filter(Boolean).join(" · ")),
    planOf(app, start, people)));
});

// The screen stays on while this window can be seen, where the browser can do that.
function stayAwake() {
  if (document.visibilityState === "visible" && navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => undefined);
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
