// What the presenter and the start page share: how times are read and written, and words with values in them.

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
