// Slides as elements. `app` is what a slide may know: data, words, slides, state, and what happens on a click.

// An element. Attributes that begin with `on` are listened to, `html` is text of our own renderer.
function h(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "html") made.innerHTML = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return made;
}

// A button that keeps the focus when its slide is drawn again.
function button(label, keep, onclick, attributes) {
  return h("button", { type: "button", "data-keep": keep, onclick, ...attributes }, label);
}

function rich(html, attributes) {
  return h("div", { class: "rich", ...attributes, html });
}

function people(how) {
  const count = { alone: 1, pairs: 2, groups: 3, "role-play": 3 }[how];
  if (!count) return null;
  const one = (x) => `<circle cx="${x}" cy="7" r="5"/><path d="M${x - 8} 28a8 12 0 0 1 16 0z"/>`;
  return h("span", { class: "people", html: `<svg viewBox="0 0 ${count * 20} 30" aria-hidden="true">${[...Array(count).keys()].map((at) => one(at * 20 + 10)).join("")}</svg>` });
}

function drawSlide(app, slide, live) {
  const sheet = slide.id === app.current().id ? app.sheetsOf(slide)[app.state.sheet - 1] : null;
  const made = h("section", { class: "slide slide-" + (sheet ? "sheet" : slide.kind), "data-slide": slide.id });
  made.append(...(sheet ? drawSheet(app, slide, sheet, live) : drawers[slide.kind](app, slide, live)).flat().filter(Boolean));
  return made;
}

// A sheet of the flip chart, large: for rooms without one, and for those who do not see it.
function drawSheet(app, slide, sheet, live) {
  const w = app.words.slides;
  return [
    eyebrow(w.flipchart_name),
    h("h1", {}, sheet.title),
    h("div", { class: "beside" },
      h("div", { class: "instruction" }, rich(sheet.text, { class: "rich say" }), live ? button(w.flipchart_back, "sheet", () => app.change({ sheet: 0 }), { class: "wide" }) : null),
      slide.minutes ? timerBoard(app, slide, live) : null),
  ];
}

function sheetButtons(app, slide, live) {
  const sheets = live ? app.sheetsOf(slide) : [];
  return sheets.map((sheet, at) => button(fill(app.words.slides.flipchart, { title: sheet.title }), "sheet-" + at, () => app.change({ sheet: at + 1 }), { class: "wide" }));
}

function rolesOf(app, slide) {
  const w = app.words.slides;
  if (!slide.roles.length) return null;
  return h("div", { class: "roles" },
    h("h2", {}, slide.roles.length > MOST_ROLES ? w.roles_many : w.roles),
    slide.roles.length > MOST_ROLES ? null : h("ul", {}, slide.roles.map((role) => h("li", {}, role))),
    h("p", { class: "hint" }, w.roles_hint));
}

function aimOf(app, slide) {
  return h("p", { class: "aim" }, h("span", { class: "label" }, app.words.slides.aim), slide.aim);
}

function eyebrow(text) {
  return text ? h("p", { class: "eyebrow" }, text) : null;
}

const drawers = {
  title(app, slide) {
    const { brand, agenda, course } = app.data;
    return [
      h("div", { class: "owner" }, brand.logo ? h("img", { class: "logo", src: brand.logo.address, alt: brand.name }) : brand.name ? h("p", {}, brand.name) : ""),
      h("div", { class: "middle" },
        eyebrow(course.title === slide.title ? agenda.length : course.title),
        h("h1", {}, slide.title),
        h("p", { class: "lead" }, [app.dated(app.state.day), fill(app.words.slides.begins, { time: clockText(app.state.start) })].filter(Boolean).join(" · "))),
    ];
  },

  aims: (app, slide) => [h("h1", {}, slide.title), h("ul", { class: "large" }, app.data.agenda.aims.map((aim) => h("li", {}, aim)))],

  agenda: (app, slide) => [
    h("h1", {}, slide.title),
    h("ol", { class: "times" + (app.data.agenda.blocks.length > 11 ? " many" : ""), style: `--rows: ${Math.ceil((app.data.agenda.blocks.length + 1) / 2)}` }, app.data.agenda.blocks.map((block) =>
      h("li", { class: block.kind === "break" ? "quiet" : "" }, h("span", { class: "clock" }, clockText(app.state.start + block.offset)), h("span", {}, app.titleOf(block)))),
      h("li", { class: "quiet" }, h("span", { class: "clock" }, clockText(app.state.start + app.data.agenda.minutes)), h("span", {}, app.words.slides.end))),
  ],

  text: (app, slide, live) =>
    slide.minutes
      ? [
          eyebrow(slide.heading.toLowerCase() === slide.title.toLowerCase() ? "" : slide.heading),
          h("h1", {}, slide.title),
          h("div", { class: "beside" }, h("div", { class: "instruction" }, slide.text ? rich(slide.text, { class: "rich say" }) : null), timerBoard(app, slide, live)),
        ]
      : [h("div", { class: "middle" }, h("h1", {}, slide.title), slide.text ? rich(slide.text, { class: "rich large" }) : null)],

  activity: (app, slide) => [
    h("div", { class: "middle" },
      eyebrow(app.data.words.common.kinds.activity),
      h("h1", {}, slide.title),
      aimOf(app, slide),
      h("p", { class: "groups" }, people({ alone: "alone", pairs: "pairs", trios: "groups", fours: "groups" }[slide.groups]), groupText(app.data, slide.groups, app.state.people)),
      leftOver(app.data, slide.groups, app.state.people).map((text) => h("p", { class: "hint" }, text))),
  ],

  step: (app, slide, live) => [
    eyebrow(slide.title),
    h("h1", {}, people(slide.how), app.words.how[slide.how]),
    h("div", { class: "beside" },
      h("div", { class: "instruction" },
        slide.text ? rich(slide.text, { class: "rich say" }) : aimOf(app, slide),
        slide.groups ? h("p", { class: "groups" }, groupText(app.data, slide.groups, app.state.people)) : null,
        rolesOf(app, slide),
        sheetButtons(app, slide, live)),
      timerBoard(app, slide, live)),
  ],

  debrief(app, slide, live) {
    const begun = slide.step.say ? 0 : 1;
    const seen = app.shownOf(slide) + begun;
    return [
      eyebrow(slide.title),
      h("h1", {}, app.words.how.debrief),
      h("div", { class: "beside" },
        h("div", { class: "instruction" },
          slide.step.say && seen === 0 ? rich(slide.step.say, { class: "rich say" }) : null,
          slide.questions.slice(0, seen).map((one, at) => h("div", { class: "questions" + (at === seen - 1 ? " now" : "") },
            h("h2", {}, app.words.slides[one.name]), h("ul", {}, one.questions.map((question) => h("li", { html: question }))))),
          live && app.shownOf(slide) < slide.parts ? button(app.words.slides.next_question, "part", () => app.run("next"), { class: "wide" }) : null,
          sheetButtons(app, slide, live)),
        timerBoard(app, slide, live)),
    ];
  },

  vote(app, slide, live) {
    const words = app.words.slides;
    const counts = app.votesOf(slide);
    return [
      eyebrow(slide.title),
      h("h1", {}, fill(words.vote, { round: slide.round })),
      h("p", { class: "hint" }, slide.round === 1 ? words.vote_alone : words.vote_again),
      h("div", { class: "ask" },
        rich(slide.card.situation, { class: "rich situation" }),
        h("div", { class: "choices" },
          h("ol", { class: "options" }, slide.card.options.map((option, at) => h("li", { class: "option" },
            h("span", { class: "letter" }, option.letter), rich(option.text), voteCounter(app, slide, at, live)))),
          h("div", { class: "under" },
            slide.minutes ? timerLine(app, slide, live) : "",
            h("p", { class: "total", role: live ? "status" : null }, totalText(app, counts))))),
    ];
  },

  talk: (app, slide, live) => [
    eyebrow(app.words.how.pairs),
    h("h1", {}, slide.title),
    h("div", { class: "beside" },
      h("div", { class: "instruction" }, h("p", { class: "say" }, app.words.slides.talk_hint), h("p", { class: "groups" }, people("pairs"), groupText(app.data, "pairs", app.state.people))),
      timerBoard(app, slide, live)),
  ],

  result(app, slide, live) {
    const words = app.words.slides;
    const rounds = [1, 2].map((round) => app.votesOf({ ...slide, round }));
    const most = Math.max(1, ...rounds.flat());
    const rated = app.shownOf(slide) > 0 && !slide.card.disputed;
    return [
      h("h1", {}, rated ? slide.title : words.result_votes),
      h("ol", { class: "results" }, slide.card.options.map((option, at) => h("li", { class: "result" + (rated ? " rated-" + option.rating : "") },
        h("span", { class: "letter" }, option.letter),
        h("div", {}, rich(option.text), rated ? rating(option) : null),
        h("div", { class: "bars" }, rounds.map((counts, round) => h("div", { class: "bar-" + (round + 1) },
          h("span", { class: "label" }, round ? words.after : words.before),
          h("span", { class: "track" }, h("span", { class: "fill", style: `inline-size: ${(100 * counts.at(at)) / most}%` })),
          h("span", { class: "count" }, String(counts.at(at))))))))),
      live && app.shownOf(slide) < slide.parts ? button(words.reveal, "part", () => app.run("next"), { class: "wide primary" }) : null,
    ];
  },

  debate(app, slide) {
    const words = app.words.slides;
    const one = slide.card.options.find((option) => option.best);
    return [
      h("h1", {}, slide.title),
      h("div", { class: "views" },
        h("div", { class: "view" }, h("h2", {}, words.one_view), h("div", { class: "chosen" }, h("span", { class: "letter" }, one.letter), rich(one.text)), rich(one.feedback)),
        h("div", { class: "view" }, h("h2", {}, words.other_view), rich(slide.card.disputed))),
      h("p", { class: "hint" }, words.debate_hint),
    ];
  },

  feedback: (app, slide) => [
    h("h1", {}, slide.title),
    h("ol", { class: "feedback" }, slide.card.options.map((option) => h("li", { class: slide.card.disputed ? "" : "rated-" + option.rating },
      h("div", { class: "head" }, h("span", { class: "letter" }, option.letter), slide.card.disputed ? null : rating(option)),
      rich(option.text, { class: "rich option-text" }),
      rich(option.feedback)))),
  ],

  rule: (app, slide) => [
    h("div", { class: "middle" },
      h("h1", {}, slide.title),
      rich(slide.card.rule, { class: "rich rule" }),
      slide.card.limits ? h("div", { class: "limits" }, h("h2", {}, app.words.slides.limits), rich(slide.card.limits)) : null),
  ],

  break: (app, slide, live) => [
    h("div", { class: "middle centre" },
      eyebrow(slide.title),
      h("h1", { "data-until": slide.id }, app.untilText(slide)),
      timerBoard(app, slide, live)),
  ],

  import(app, slide, live) {
    const words = app.words.slides;
    const { deck } = app.data;
    return [
      eyebrow(app.data.words.common.kinds.import),
      h("h1", {}, slide.title),
      h("div", { class: "beside" },
        h("div", { class: "instruction" },
          slide.text ? rich(slide.text, { class: "rich say" }) : h("ol", { class: "say" }, words.import_steps.map((step) => h("li", {}, step))),
          deck.code
            ? h("div", { class: "code" }, h("div", { class: "square", html: deck.code, role: "img", "aria-label": deck.address }), h("div", {}, h("h2", {}, words.import_code), h("p", { class: "address" }, deck.address), h("p", { class: "hint" }, deck.file)))
            : h("div", { class: "file" }, h("h2", {}, words.import_file), h("p", { class: "address" }, deck.file))),
        timerBoard(app, slide, live)),
    ];
  },

  evaluation: (app, slide, live) => [
    eyebrow(app.words.slides.silent),
    h("h1", {}, slide.title),
    h("div", { class: "beside" },
      h("div", { class: "instruction" },
        slide.text ? rich(slide.text, { class: "rich say" }) : null,
        slide.sheets.length ? h("div", { class: "roles" }, h("h2", {}, app.words.slides.sheets), h("ul", {}, slide.sheets.map((sheet) => h("li", {}, sheet)))) : null),
      timerBoard(app, slide, live)),
  ],
};

const SIGNS = { 4: "✓✓", 3: "✓", 2: "–", 1: "✗" };

function rating(option) {
  return h("p", { class: "rating" }, h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[option.rating]), option.rating_word);
}

function totalText(app, counts) {
  const count = counts.reduce((sum, one) => sum + one, 0);
  return fill(count > app.state.people ? app.words.slides.votes_many : app.words.slides.votes_of, { count, people: app.state.people });
}

function voteCounter(app, slide, at, live) {
  const { letter } = slide.card.options.at(at);
  const words = app.words.slides;
  const count = app.votesOf(slide).at(at);
  if (!live) return h("span", { class: "counter" }, h("span", { class: "count" }, String(count)));
  const keep = `vote-${at}-`;
  return h("span", { class: "counter" },
    button("−", keep + "less", () => app.vote(slide, at, count - 1), { "aria-label": fill(words.less, { letter }), "aria-disabled": count ? null : "true" }),
    h("input", { type: "text", inputmode: "numeric", maxlength: 3, value: count, "aria-label": fill(words.votes_for, { letter }), "data-keep": keep + "count",
      onfocus: (event) => event.target.select(),
      onchange: (event) => app.vote(slide, at, /^\d+$/.test(event.target.value.trim()) ? Number(event.target.value) : count) }),
    button("+", keep + "more", () => app.vote(slide, at, count + 1), { "aria-label": fill(words.more, { letter }) }));
}

const ROUND = 2 * Math.PI * 45;

function timerBoard(app, slide, live) {
  const words = app.words.timer;
  return h("div", { class: "timer", "data-timer": slide.id },
    h("div", { class: "face", role: "timer", "aria-label": words.name },
      h("div", { class: "ring", html: `<svg viewBox="0 0 100 100" aria-hidden="true"><circle class="whole" cx="50" cy="50" r="45"/><circle class="part" cx="50" cy="50" r="45" stroke-dasharray="${ROUND}" transform="rotate(-90 50 50)"/></svg>` }),
      h("div", { class: "numbers" }, h("span", { class: "left" }), h("span", { class: "after" }))),
    live ? h("div", { class: "controls" },
      button("", "timer", () => app.run("timer"), { class: "primary", "data-timer-toggle": slide.id }),
      button(words.more, "timer-more", () => app.run("more")),
      button(words.reset, "timer-reset", () => app.run("reset")),
      button("", "timer-mute", () => app.run("mute"), { "data-mute": true, "aria-pressed": String(app.state.muted) }),
      button(words.gong, "timer-gong", () => app.run("gong"), { class: "gong" })) : null);
}

// The same countdown where a slide has no room for a large one.
function timerLine(app, slide, live) {
  const words = app.words.timer;
  return h("div", { class: "timer-line", "data-timer": slide.id },
    h("span", { class: "label" }, app.words.slides.reading),
    h("span", { role: "timer", "aria-label": words.name }, h("span", { class: "left" }), " ", h("span", { class: "after" })),
    live ? button("", "timer", () => app.run("timer"), { "data-timer-toggle": slide.id }) : null);
}

// What changes by itself, four times a second, without drawing the slide again.
function tickTimers(app, now) {
  for (const board of document.querySelectorAll("[data-timer]")) {
    const slide = app.slideOf(board.dataset.timer);
    const timer = app.state.timers[slide.id];
    const left = remaining(timer, slide.minutes, now);
    const over = left <= 0;
    board.classList.toggle("over", over);
    board.classList.toggle("running", Boolean(timer && timer.end) && !over);
    setText(board.querySelector(".left"), spanText(left));
    setText(board.querySelector(".after"), over ? app.words.timer.over + (left <= -1 ? ", " + fill(app.words.timer.since, { time: spanText(Math.floor(-left)) }) : "") : "");
    const share = Math.min(1, Math.max(0, left / Math.max(1, slide.minutes * 60)));
    const part = board.querySelector(".part");
    if (part) part.setAttribute("stroke-dashoffset", String(ROUND * (1 - share)));
  }
  for (const toggle of document.querySelectorAll("[data-timer-toggle]")) {
    const timer = app.state.timers[toggle.dataset.timerToggle];
    setText(toggle, timer && timer.end && timer.end > now ? app.words.timer.pause : app.words.timer.start);
  }
  for (const mute of document.querySelectorAll("[data-mute]")) setText(mute, app.state.muted ? app.words.timer.unmute : app.words.timer.mute);
  for (const until of document.querySelectorAll("[data-until]")) setText(until, app.untilText(app.slideOf(until.dataset.until)));
}

function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

// Makes a slide's text smaller, step by step, until everything is on it.
function fit(stage) {
  const slide = stage.querySelector(".slide");
  if (!slide || !stage.clientHeight) return;
  slide.classList.remove("overfull");
  for (let share = 1; share >= 0.5; share -= 0.04) {
    slide.style.setProperty("--fit", share.toFixed(2));
    if (slide.scrollHeight <= slide.clientHeight + 1 && slide.scrollWidth <= slide.clientWidth + 1) return;
  }
  slide.classList.add("overfull"); // then it may scroll, rather than hide something
}
