// What is kept: in the browser where it allows that, else in the address of this window; and shared with the other window.

function freshState(data) {
  return {
    rev: 0,
    begun: 0,
    start: readTime(data.agenda.start),
    people: data.sizes.includes(12) ? 12 : data.sizes.at(0),
    day: data.agenda.date,
    theme: "light",
    at: 0,
    shown: 0,
    entered: {}, // when slides and blocks were entered first, in milliseconds
    timers: {}, // by slide: `end` in milliseconds while it runs, `left` in seconds while it does not
    votes: {}, // by vote and round, a count for each option
    extra: null, // a scenario picked on the spot
    blank: "",
    sheet: 0, // which sheet of the flip chart shows instead of its slide, counted from one
    gong: 0, // when the gong was struck last, in milliseconds
    muted: false,
  };
}

// All files of a disk share one store: each kit has a place of its own, and so has one made for another day.
function keyOf(data) {
  return ["deckwright", data.course.id, data.agenda.id, data.language, data.course.version, data.agenda.date].join(":");
}

function readStored(key) {
  const texts = [
    () => localStorage.getItem(key),
    () => decodeURIComponent((/#s=(.*)/.exec(location.hash) || []).at(1) || ""),
  ];
  for (const text of texts) {
    try {
      const found = JSON.parse(text());
      if (found && typeof found.rev === "number") return found;
    } catch {
      // Refused, or not ours: the next place may have it.
    }
  }
  return null;
}

// What the start page says in the address that it opens, such as `#start=13:30&people=11&date=2027-03-04`.
function readAsked(hash, sizes) {
  const said = new URLSearchParams(hash.slice(1));
  const asked = { start: readTime(said.get("start") || ""), people: readPeople(said.get("people") || "", sizes), day: said.get("date") };
  if (!/^\d{4}-\d\d-\d\d$/.test(asked.day) || Number.isNaN(Date.parse(asked.day))) asked.day = null;
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null));
}

// Takes what the start page said out of the address, and leaves a state that is kept there.
function forgetAsked() {
  if (!/^#(s=|trainer$|$)/.test(location.hash || "#")) history.replaceState(null, "", location.href.split("#").at(0));
}

// Whether a workshop, or its rehearsal, has left something in a state.
function isUsed(state) {
  return state.begun > 0 || state.at > 0 || Object.keys(state.votes).length > 0;
}

// Whether the browser itself kept the state. The address is a poor but honest substitute: it survives a reload.
function writeStored(key, state, inAddress) {
  try {
    localStorage.setItem(key, JSON.stringify(state));
    return true;
  } catch {
    if (inAddress) {
      try {
        history.replaceState(null, "", "#s=" + encodeURIComponent(JSON.stringify(state)));
      } catch {
        // Then it lives as long as this window.
      }
    }
    return false;
  }
}

// A saved state as this file can use it: what another edition of this page kept may have another shape.
function mended(state, data, count, now) {
  const whole = freshState(data);
  for (const [name, usual] of Object.entries(whole)) {
    const found = state[name];
    if (name === "extra" ? found && typeof found === "object" : found !== null && typeof found === typeof usual) whole[name] = found;
  }
  whole.at = Math.min(Math.max(0, whole.at | 0), count - 1);
  if (!data.sizes.includes(whole.people)) whole.people = freshState(data).people;
  if (isOver(whole.begun, data.agenda.minutes, now)) Object.assign(whole, { begun: 0, entered: {}, timers: {}, blank: "" });
  return whole;
}

// Whether a workshop, or its rehearsal, was that of another day, whose clocks mean nothing any more. A night is crossed
// by workshops that begin late; two hours are for those that last longer than planned.
function isOver(begun, minutes, now) {
  const sameDay = new Date(begun).toDateString() === new Date(now).toDateString();
  return begun > 0 && !sameDay && now - begun > (minutes + 120) * 60000;
}

// Two windows of one file find each other by every way that browsers leave to files: messages between opener and opened,
// a channel, and the event of a changed store. What arrives twice does no harm, for states are numbered.
function connect(key, own, hear) {
  const peers = new Set(window.opener ? [window.opener] : []);
  let channel = null;
  try {
    channel = new BroadcastChannel(key);
    channel.onmessage = (event) => receive(event.data);
  } catch {
    // Not for files in this browser.
  }
  function receive(message, from) {
    if (!message || message.deckwright !== key || message.own === own) return;
    if (from) peers.add(from);
    hear(message);
  }
  window.addEventListener("message", (event) => receive(event.data, event.source));
  window.addEventListener("storage", (event) => {
    if (event.key !== key || !event.newValue) return;
    try {
      receive({ deckwright: key, own: "", kind: "state", state: JSON.parse(event.newValue) });
    } catch {
      // Someone else wrote there.
    }
  });
  return {
    add: (peer) => peers.add(peer),
    send(kind, state) {
      const message = { deckwright: key, own, kind, state };
      if (channel) channel.postMessage(message);
      for (const peer of peers) {
        if (peer.closed) peers.delete(peer);
        else peer.postMessage(message, "*"); // a file has no origin that could be named
      }
    },
  };
}

// Countdown of a slide: seconds left, below zero when over.
function remaining(timer, minutes, now) {
  if (!timer) return minutes * 60;
  return timer.end ? (timer.end - now) / 1000 : timer.left;
}

function toggled(timer, minutes, now) {
  const left = remaining(timer, minutes, now);
  if (left <= 0) return { end: now + minutes * 60000, left: 0 };
  return timer && timer.end ? { end: 0, left: Math.ceil(left) } : { end: now + left * 1000, left: 0 };
}

function lengthened(timer, minutes, now) {
  const left = Math.max(0, remaining(timer, minutes, now)) + 60;
  return timer && timer.end ? { end: now + left * 1000, left: 0 } : { end: 0, left };
}
