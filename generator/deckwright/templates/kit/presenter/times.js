// What the presenter and the start page share: words with values in them, times, dates, and how groups are told.

function fill(word, values) {
  return word.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Minutes since midnight, or null. People write 9, 9:00, 09.00, 0900, 9 Uhr, 9h30 and 2 pm.
function readTime(text) {
  const found = /^(\d{1,2})(?:[:.h]?([0-5]\d))?\s*(?:uhr|h|([ap])\.?m\.?)?$/i.exec(text.trim());
  if (!found) return null;
  const [hour, minute] = [Number(found.at(1)), Number(found.at(2) || 0)];
  const half = (found.at(3) || "").toLowerCase();
  if (half) return hour >= 1 && hour <= 12 ? ((hour % 12) + (half === "p" ? 12 : 0)) * 60 + minute : null;
  return hour < 24 ? hour * 60 + minute : null;
}

function clockText(minutes) {
  const day = ((Math.round(minutes) % 1440) + 1440) % 1440;
  return String(Math.floor(day / 60)).padStart(2, "0") + ":" + String(day % 60).padStart(2, "0");
}

// "Donnerstag, 4. März 2027" for 2027-03-04. Days are counted in UTC, where each has 24 hours.
function longDate(words, iso) {
  const day = new Date(Date.parse(iso));
  return fill(words.date, {
    weekday: words.weekdays.split(" ").at((day.getUTCDay() + 6) % 7),
    day: day.getUTCDate(), month: words.months.split(" ").at(day.getUTCMonth()), year: day.getUTCFullYear(),
  });
}

// "4 Gruppen: 3 zu dritt, 1 zu viert"; `sizes` are those of the groups.
function groupsSaid(words, kind, sizes) {
  const named = { 2: words.two, 3: words.three, 4: words.four, 5: words.five };
  const usual = { pairs: 2, trios: 3, fours: 4 }[kind];
  const different = [...new Set(sizes)].sort((a, b) => (b === usual) - (a === usual) || a - b);
  if (sizes.length === 1) return fill(words.one, { size: named[sizes.at(0)] });
  if (different.length === 1) return fill(words.same, { count: sizes.length, size: named[sizes.at(0)] });
  const list = different.map((size) => fill(words.of, { count: sizes.filter((one) => one === size).length, size: named[size] }));
  return fill(words.mixed, { count: sizes.length, list: list.join(", ") });
}
