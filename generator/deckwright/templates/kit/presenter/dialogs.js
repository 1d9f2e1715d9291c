// The dialogs: setup, agenda, scenarios, menu. Each is a real `dialog`, so that the browser keeps the focus inside.

function openDialog(app, name, title, content, footer) {
  closeDialog();
  const made = h("dialog", { "data-dialog": name, "aria-labelledby": "dialog-title", onclose: () => made.remove() },
    h("header", {}, h("h1", { id: "dialog-title" }, title), name === "setup" && !app.state.begun ? "" : button(app.words.close, "close", closeDialog)),
    h("div", { class: "content" }, content),
    footer ? h("footer", {}, footer) : "");
  // The first setup cannot be left by Esc: the start of the day is what everything else follows from. The key is
  // caught itself, for browsers honour a prevented `cancel` only once.
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (name !== "setup" || app.state.begun) closeDialog();
  });
  // A click beside the dialog closes it, unless the setup still waits for its answer.
  made.addEventListener("click", (event) => (event.target === made && name !== "setup" ? closeDialog() : undefined));
  document.body.append(made);
  made.showModal();
  return made;
}

function closeDialog() {
  const opened = document.querySelector("dialog");
  if (opened) {
    opened.close();
    opened.remove();
  }
}

function planOf(app, start, count) {
  const { data, words } = app;
  const minutes = (from) => clockText(start + from);
  const exercises = data.agenda.blocks.filter((block) => block.activity);
  return [
    h("h2", {}, words.plan.agenda),
    h("table", {},
      h("thead", {}, h("tr", {}, ["from", "to", "what", "kind", "minutes"].map((name) => h("th", { scope: "col" }, words.plan[name])))),
      h("tbody", {}, data.agenda.blocks.map((block) => h("tr", {},
        h("td", { class: "number" }, minutes(block.offset)), h("td", { class: "number" }, minutes(block.offset + block.minutes)),
        h("td", {}, app.titleOf(block)), h("td", {}, data.words.common.kinds[block.kind]), h("td", { class: "number" }, String(block.minutes)))))),
    exercises.length ? h("h2", {}, fill(words.plan.groups, { count })) : "",
    exercises.length ? h("table", {},
      h("thead", {}, h("tr", {}, ["exercise", "sizes", "left"].map((name) => h("th", { scope: "col" }, words.plan[name])))),
      h("tbody", {}, exercises.map((block) => h("tr", {},
        h("td", {}, block.title), h("td", {}, groupText(data, block.groups, count)), h("td", {}, leftOver(data, block.groups, count).join(" ") || words.plan.nobody))))) : "",
    data.amounts.length ? h("h2", {}, fill(words.plan.amounts, { count })) : "",
    h("ul", { class: "amounts" }, amountsFor(data, count).map((one) => h("li", {},
      h("span", {}, one.what, one.printed ? h("span", { class: "quiet" }, " (" + words.plan.printed + ")") : ""), h("b", {}, String(one.count))))),
  ];
}

// `asked` is what the start page says; it is only laid into the fields, and what held until now is told.
function setupDialog(app, asked = {}) {
  const { data, words, state } = app;
  const w = words.setup;
  const used = isUsed(state);
  const bounds = { least: data.sizes.at(0), most: data.sizes.at(-1) };
  const typed = { start: state.start, people: state.people, day: state.day, ...asked };
  app.typed = typed;
  const told = used && ["start", "people"].some((name) => typed[name] !== state[name]);
  const otherDay = used && state.day && typed.day !== state.day;
  const plan = h("div", { class: "plan" });
  const read = { start: readTime, people: (text) => readPeople(text, data.sizes) };
  // A wrong entry stays as it was typed, with a message beside it; the plan keeps the last right one.
  function check(name) {
    const input = made.querySelector("#setup-" + name);
    const value = read[name](input.value);
    const wrong = made.querySelector("#setup-" + name + "-wrong");
    input.setAttribute("aria-invalid", String(value === null));
    wrong.textContent = value === null ? fill(w[name + "_wrong"], bounds) : "";
    if (value !== null) {
      typed[name] = value;
      plan.replaceChildren(...planOf(app, typed.start, typed.people).filter(Boolean));
    }
    return value !== null;
  }
  function field(name, label, hint, value) {
    return h("div", {},
      h("label", { for: "setup-" + name }, label),
      h("input", { id: "setup-" + name, type: "text", inputmode: "numeric", autocomplete: "off", value, "aria-describedby": `setup-${name}-tip setup-${name}-wrong`, "aria-invalid": "false", oninput: () => check(name) }),
      h("p", { class: "tip", id: `setup-${name}-tip` }, hint),
      h("p", { class: "wrong", id: `setup-${name}-wrong`, role: "alert" }));
  }
  function radio(theme) {
    return h("label", { class: "radio" }, h("input", { type: "radio", name: "theme", value: theme, checked: state.theme === theme, onchange: () => app.change({ theme }) }), w[theme]);
  }
  // Both are looked at, so that both messages show.
  function take() {
    const right = ["start", "people"].map(check);
    if (right.every(Boolean)) return true;
    made.querySelector('[aria-invalid="true"]').focus();
    return false;
  }
  function begin() {
    if (take()) app.begin(typed);
  }
  function print() {
    if (!take()) return;
    app.change(typed);
    window.print();
  }
  const ask = h("div", { role: "alert" });
  function anew() {
    ask.replaceChildren(h("p", {}, w.anew_question), h("p", { class: "steer" },
      button(w.anew_yes, "anew-yes", () => app.anew(typed)), button(w.anew_no, "anew-no", () => {
        ask.replaceChildren();
        made.querySelector('[data-keep="anew"]').focus();
      })));
    ask.querySelector('[data-keep="anew-no"]').focus();
  }
  const made = openDialog(app, "setup", w.title, [
    h("p", { class: "which" }, h("b", {}, data.agenda.title), " · " + [data.agenda.length, app.dated(typed.day)].filter(Boolean).join(" · ")),
    h("p", { class: "narrow" }, w.lead),
    app.kept ? "" : h("p", { class: "state" }, w.nothing_kept),
    told ? h("p", { class: "state" }, fill(w.asked, { start: clockText(state.start), people: state.people })) : "",
    otherDay ? h("p", { class: "state" }, fill(w.asked_day, { day: app.dated(state.day) })) : "",
    h("div", { class: "fields" },
      field("start", w.start, w.start_hint, clockText(typed.start)),
      field("people", w.people, fill(w.people_hint, bounds), typed.people),
      h("fieldset", {}, h("legend", {}, w.room), radio("light"), radio("dark"))),
    ask,
    plan,
  ], [
    button(used ? fill(w.resume, { title: app.titleOf(app.blockOf(app.slides.at(state.at))) }) : w.begin, "begin", begin, { class: "primary" }),
    button(w.print, "print", print),
    used ? button(w.anew, "anew", anew, { class: "push" }) : "",
  ]);
  made.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) begin();
  });
  check("start");
  made.querySelector("#setup-start").focus();
}

function agendaDialog(app) {
  const current = app.blockOf(app.current());
  openDialog(app, "agenda", app.words.agenda.title,
    h("ol", { class: "list" }, app.data.agenda.blocks.map((block, index) => h("li", {},
      h("button", { type: "button", "aria-current": block === current ? "true" : null, onclick: () => app.jump(index) },
        h("span", { class: "clock" }, clockText(app.state.start + block.offset)),
        h("span", {}, app.titleOf(block), block === current ? h("span", { class: "quiet" }, " · " + app.words.agenda.now) : ""),
        h("span", { class: "quiet" }, app.data.words.common.kinds[block.kind] + " · " + fill(app.data.words.common.minutes, { count: block.minutes })))))));
  const place = document.querySelector('dialog [aria-current="true"]');
  if (place) place.focus();
}

function pickerDialog(app) {
  const plain = (html) => h("div", { html }).textContent;
  const none = h("p", { hidden: true }, app.words.picker.none);
  const items = app.data.cards.map((card) => {
    const text = plain(card.situation);
    const item = h("li", {}, h("button", { type: "button", onclick: () => app.pick(card) },
      h("span", {}, text.length > 130 ? text.slice(0, 130).replace(/\s+\S*$/, "") + " …" : text),
      h("span", { class: "quiet" }, `${card.number}. ${card.lesson_title}` + (card.disputed ? " · " + app.words.picker.disputed : ""))));
    return { item, text: (text + " " + card.lesson_title).toLowerCase() };
  });
  const search = h("input", { class: "search", type: "search", "aria-label": app.words.picker.search, placeholder: app.words.picker.search, oninput: () => {
    const wanted = search.value.trim().toLowerCase();
    for (const one of items) one.item.hidden = !one.text.includes(wanted);
    none.hidden = items.some((one) => !one.item.hidden);
  } });
  openDialog(app, "picker", app.words.picker.title, [search, none, h("ul", { class: "list cards" }, items.map((one) => one.item))]);
  search.focus();
}

function menuDialog(app) {
  const k = app.words.keys;
  const rows = {
    next: ["→", k.space, k.page_down], back: ["←", k.page_up], first: [k.home], last: [k.end],
    reveal: [k.enter], vote: ["1", "…", "5"], unvote: [k.shift + " + 1 … 5"],
    timer: ["P"], more: ["+"], mute: ["M"], gong: ["R"], sheet: ["C"], black: ["B", "."], white: ["W"],
    agenda: ["A"], trainer: ["T"], notes: ["N"], picker: ["S"], fullscreen: ["F"], setup: ["G"], menu: ["?"],
  };
  openDialog(app, "menu", app.words.menu.title, [
    h("p", { class: "narrow" }, app.words.menu.lead),
    h("ul", { class: "list commands" }, Object.entries(rows).map(([name, keys]) => {
      const inside = [h("span", {}, keys.map((key) => h("kbd", {}, key))), h("span", {}, app.words.menu[name])];
      const clickable = !["vote", "unvote", "menu"].includes(name);
      return h("li", {}, clickable ? h("button", { type: "button", onclick: () => { closeDialog(); app.run(name); } }, inside) : h("div", { class: "plain" }, inside));
    })),
  ]);
}
