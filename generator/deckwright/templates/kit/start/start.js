(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const DAY = 86400000;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Days are counted in UTC, where each has 24 hours; only "today" is asked of the clock on the wall.
  const moved = (iso, days) => new Date(Date.parse(iso) + days * DAY).toISOString().slice(0, 10);
  const between = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
  const today = () => {
    const now = new Date();
    return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())).toISOString().slice(0, 10);
  };
  const isWeekend = (iso) => [0, 6].includes(new Date(Date.parse(iso)).getUTCDay());
  const span = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

  // The calendar for another day: every date stands at the beginning of its value and keeps its length, so that
  // folded lines stay as they are.
  const shifted = (text, days) => text.replace(
    /^(DTSTART;VALUE=DATE:|DTEND;VALUE=DATE:|DTSTAMP:|UID:)(\d{4})(\d\d)(\d\d)/gm,
    (_, name, year, month, day) => name + moved(`${year}-${month}-${day}`, days).replaceAll("-", ""),
  );

  const field = {date: document.getElementById("date"), start: document.getElementById("start"), people: document.getElementById("people")};
  const agendas = all("input[name=agenda]");
  const chosen = () => (agendas.find((one) => one.checked) || agendas[0]).value;
  const say = (element, text) => { if (element.textContent !== text) element.textContent = text; };

  // What is kept: the workshop chosen, what was typed, and every tick. Without storage the page works all the same.
  let kept = {};
  const keep = () => {
    try {
      localStorage.setItem(data.key, JSON.stringify(kept));
      return true;
    } catch { return false; }
  };
  const recall = () => {
    let found = null;
    try { found = JSON.parse(localStorage.getItem(data.key)); } catch { /* refused, or spoilt: the page begins afresh */ }
    kept = found !== null && typeof found === "object" ? found : {};
    if (kept.ticks === null || typeof kept.ticks !== "object") kept.ticks = {};
  };

  // What is wrong with a field is said beside it; what can be used comes back.
  const read = (agenda) => {
    const said = {date: "", start: "", people: ""};
    let day = /^2\d{3}-\d\d-\d\d$/.test(field.date.value) ? field.date.value : "";
    if (day && day < today()) said.date = words.own.past;
    if (!day && (field.date.value || field.date.validity.badInput)) said.date = words.own.bad_date;
    const start = field.start.value.trim() ? readTime(field.start.value) : null;
    if (field.start.value.trim() && start === null) said.start = words.own.bad_start;
    if (start !== null && start + agenda.minutes > 24 * 60) said.start = words.own.late;
    const typed = field.people.value.trim();
    let people = /^\d{1,6}$/.test(typed) ? Number(typed) : null;
    if (typed && people === null) said.people = words.own.bad_people;
    if (people !== null && people < data.sizes[0]) { said.people = words.own.few; people = null; }
    if (people !== null && people > data.sizes.at(-1)) { said.people = words.own.many; people = null; }
    const wrong = {date: said.date === words.own.bad_date, start: start === null && said.start, people: said.people};
    for (const name of Object.keys(field)) {
      say(document.getElementById(`${name}-said`), said[name]);
      field[name].setAttribute("aria-invalid", String(Boolean(wrong[name])));
    }
    return {day, start, people};
  };

  const showTimes = (article, start) => {
    say(article.querySelector("[data-clock-head]"), start === null ? words.plan.relative : words.plan.clock);
    for (const cell of all("[data-offset]", article)) {
      const offset = Number(cell.dataset.offset);
      say(cell, start === null ? span(offset) : clockText(start + offset));
    }
  };
  const showDates = (article, day) => {
    for (const place of all("[data-day]", article)) {
      place.dataset.plain ??= place.textContent;
      const {plain} = place.dataset;
      const after = Number(place.dataset.day);
      const date = day && moved(day, after);
      // On which day the workshop itself is, its trainer has chosen.
      const notes = [plain, date && after !== 0 && isWeekend(date) && words.dates.weekend].filter(Boolean).join(", ");
      say(place, date ? longDate(words.longDate, date) + (notes && ` (${notes})`) : plain);
    }
    for (const place of all(".holiday", article)) place.hidden = !day;
  };
  const showAmounts = (article, agenda, people) => {
    const of = people ?? data.example;
    const place = data.sizes.indexOf(of);
    say(article.querySelector(".people"), people === null ? words.amounts.example : fill(words.amounts.people, {count: of}));
    for (const cell of all("[data-amount]", article)) say(cell, String(agenda.amounts[Number(cell.dataset.amount)][place]));
    for (const cell of all("[data-groups]", article)) say(cell, groupsSaid(words.groups, cell.dataset.groups, agenda.groups[cell.dataset.groups][String(of)]));
    for (const cell of all("[data-copies]", article)) {
      cell.dataset.plain ??= cell.textContent;
      say(cell, people === null ? cell.dataset.plain : fill(cell.dataset.copies, {count: people}));
    }
  };
  const showCalendar = (article, day) => {
    const button = article.querySelector("[data-calendar]");
    if (!button) return;
    button.disabled = !day;
    say(article.querySelector(".calendar .said"), day ? "" : words.calendar.missing);
  };
  // The presenter is told what was typed here; what comes with the kit it knows itself.
  const showPresenter = (article, {day, start, people}) => {
    const link = article.querySelector("a.start");
    link.dataset.plain ??= link.getAttribute("href");
    const said = new URLSearchParams({
      ...(kept.start !== undefined && start !== null && {start: clockText(start)}),
      ...(people !== null && {people}),
      ...(kept.date !== undefined && day && {date: day}),
    }).toString().replaceAll("%3A", ":");
    link.setAttribute("href", link.dataset.plain + (said && `#${said}`));
  };
  // The PDFs hold the day and the hour that the kit was made for.
  const showDiffers = (agenda, {day, start}) => {
    const said = [
      start !== null && start !== readTime(agenda.start) && fill(words.own.differs_start, {start: agenda.start}),
      day && agenda.day && day !== agenda.day && fill(words.own.differs_day, {day: longDate(words.longDate, agenda.day)}),
    ].filter(Boolean);
    const place = document.getElementById("differs");
    place.hidden = !said.length;
    say(place.querySelector(".why"), [...said, words.own.differs_own].join(" "));
    const when = [day && `--date ${day}`, start !== null && `--start ${clockText(start)}`].filter(Boolean).join(" ");
    say(place.querySelector("code"), `deckwright kit ${chosen()} --lang ${document.documentElement.lang} ${when}`);
  };
  const show = () => {
    const id = chosen();
    const agenda = data.agendas[id];
    const own = read(agenda);
    const {day, start, people} = own;
    for (const article of all("[data-agenda]")) article.hidden = article.dataset.agenda !== id;
    const article = document.getElementById(`workshop-${id}`);
    showTimes(article, start);
    showDates(article, day);
    showAmounts(article, agenda, people);
    showCalendar(article, day);
    showPresenter(article, own);
    showDiffers(agenda, own);
  };

  const restore = () => {
    for (const one of agendas) one.checked = one.value === kept.agenda;
    if (!agendas.some((one) => one.checked)) agendas[0].checked = true;
    const agenda = data.agendas[chosen()];
    field.date.value = kept.date ?? agenda.day;
    field.start.value = kept.start ?? agenda.start;
    field.people.value = kept.people ?? "";
    for (const box of all("[data-tick]")) box.checked = kept.ticks[box.dataset.tick] === true;
  };

  const textOf = (id) => document.getElementById(id).textContent;
  const copied = async (id) => {
    try {
      await navigator.clipboard.writeText(textOf(id));
      return true;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(document.getElementById(id));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      try { return document.execCommand("copy"); } catch { return false; }
    }
  };
  const copy = async (place, id) => {
    const done = await copied(id);
    say(place.closest("details").querySelector(".said"), done ? words.messages.copied : words.messages.selected);
  };
  const save = (text, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], {type: "text/calendar;charset=utf-8"}));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  document.getElementById("own").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("own").addEventListener("input", (event) => {
    if (event.target.name === "agenda") {
      kept.agenda = chosen();
      if (kept.start === undefined) field.start.value = data.agendas[kept.agenda].start;
    } else kept[event.target.name] = event.target.value;
    say(document.getElementById("cleared"), "");
    keep();
    show();
  });
  // A date that is half typed is no input yet, only a field left behind.
  document.getElementById("own").addEventListener("focusout", show);
  document.addEventListener("change", (event) => {
    const name = event.target.dataset.tick;
    if (name === undefined) return;
    if (event.target.checked) kept.ticks[name] = true; else delete kept.ticks[name];
    keep();
  });
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-copy], [data-copies-also], [data-calendar]");
    if (!place) return;
    if (place.dataset.calendar) {
      const id = place.dataset.calendar;
      const {day} = read(data.agendas[id]);
      save(shifted(data.agendas[id].calendar, between(data.base, day)), data.calendarFile);
      say(place.closest(".calendar").querySelector(".said"), fill(words.calendar.saved, {file: data.calendarFile}));
    } else copy(place, place.dataset.copy || place.dataset.copiesAlso);
  });
  // The page is opened again and again for twelve weeks: one that stayed open must not write back what it knew then.
  addEventListener("storage", (event) => {
    if (event.key !== data.key) return;
    recall();
    restore();
    show();
  });
  document.getElementById("print").addEventListener("click", () => print());
  document.getElementById("clear").addEventListener("click", () => {
    if (!confirm(words.own.reset_sure)) return;
    const id = chosen();
    const ofOthers = Object.entries(kept.ticks).filter(([name]) => !name.startsWith(`${id}/`));
    kept = {agenda: id, date: "", ticks: Object.fromEntries(ofOthers)};
    keep();
    restore();
    show();
    say(document.getElementById("cleared"), words.own.cleared);
  });

  // Windows opens a page inside a zip from a folder of its own that holds nothing else.
  document.getElementById("zipped").hidden = !location.pathname.toLowerCase().match(/\.zip[^/]*[/]/);
  recall();
  document.getElementById("forgetful").hidden = keep();
  restore();
  show();
})();
