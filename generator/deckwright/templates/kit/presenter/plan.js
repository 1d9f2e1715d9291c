// What follows from the start and the number of people. Pure functions: they know neither the page nor the clock.

function readPeople(text, sizes) {
  const people = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : NaN;
  return sizes.includes(people) ? people : null;
}

// 90 → 1:30
function spanText(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
}

function minutesOfDay(moment) {
  const date = new Date(moment);
  return date.getHours() * 60 + date.getMinutes() + date.getSeconds() / 60;
}

// Minutes from the start of the workshop to a moment. One that begins at 23:00 goes on after midnight: up to six hours
// count as before the start, all others as after it.
function sinceStart(moment, start) {
  return ((minutesOfDay(moment) - start + 1440 + 360) % 1440) - 360;
}

// The sizes of the groups, largest first; an empty list where people are not grouped.
function groupSizes(data, kind, people) {
  return data.groups[kind] ? data.groups[kind][people] : [];
}

function groupText(data, kind, people) {
  const words = data.words.presenter.groups;
  const sizes = groupSizes(data, kind, people);
  if (!sizes.length) return kind === "alone" ? words.alone : words.plenary;
  return groupsSaid(words, kind, sizes);
}

// What to do in the groups that are larger or smaller than the exercise needs.
function leftOver(data, kind, people) {
  const words = data.words.presenter.left;
  const sizes = groupSizes(data, kind, people);
  return Object.entries({ pairs_three: 3, trios_four: 4, trios_two: 2, fours_three: 3, fours_five: 5 })
    .filter(([name, size]) => name.startsWith(kind + "_") && sizes.includes(size))
    .map(([name]) => words[name]);
}

function amountsFor(data, people) {
  const column = data.sizes.indexOf(people);
  return data.amounts.map((one) => ({ what: one.what, printed: one.printed, count: one.counts[column] }));
}

// How many minutes the day is behind its plan; below zero: ahead. All are minutes from the start; `from` and `to` are
// those a slide was planned for. Whoever came late stays late, and whoever stays too long becomes it.
function delayOf(now, entered, from, to) {
  return Math.max(entered - from, now - to);
}

function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function luminance(colour) {
  const parts = channels(colour).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * parts.at(0) + 0.7152 * parts.at(1) + 0.0722 * parts.at(2);
}

function contrast(one, other) {
  const two = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (two.at(0) + 0.05) / (two.at(1) + 0.05);
}

// A colour, mixed with black or white until it can be read on a ground.
function readable(colour, ground) {
  const goal = luminance(ground) > 0.5 ? 0 : 255;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = "#" + channels(colour).map((part) => Math.round(part + (goal - part) * share).toString(16).padStart(2, "0")).join("");
    if (contrast(mixed, ground) >= 5) return mixed;
  }
  return goal ? "#ffffff" : "#000000";
}
