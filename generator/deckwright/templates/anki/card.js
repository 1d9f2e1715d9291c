(function () {
  var cards = document.querySelectorAll(".dw[data-key]");
  var card = cards[cards.length - 1];
  if (!card) return;
  var front = card.getAttribute("data-side") === "front";
  var key = card.getAttribute("data-key");
  // What a learner did on the front, for the back in the same page. A page that was reloaded has forgotten it.
  var before = window.deckwright;
  // The day turns at 4 am, as Anki's does. Key and day decide, so both sides agree on every client without storage.
  var day = new Date(Date.now() - 4 * 3600 * 1000);
  var today = { key: key, seed: [key, day.getFullYear(), day.getMonth() + 1, day.getDate()].join("|") };
  var now = !front && before && before.key === key ? before : today;
  if (front) window.deckwright = now;
  var seed = now.seed;

  function draws(words) {
    var state = 2166136261;
    for (var i = 0; i < words.length; i++) state = Math.imul(state ^ words.charCodeAt(i), 16777619);
    return function (count) {
      state = (state + 0x9e3779b9) | 0;
      var mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296) * count);
    };
  }

  function all(selector) {
    return Array.prototype.slice.call(card.querySelectorAll(selector));
  }

  function showOne(selector) {
    var found = all(selector);
    var chosen = draws(seed + "|" + selector)(found.length);
    found.forEach(function (one, i) {
      one.hidden = i !== chosen;
    });
  }

  card.classList.add("dw-scripted");
  showOne(".dw-variant");
  showOne(".dw-prompt");

  var options = all(".dw-option");
  var draw = draws(seed + "|options");
  for (var last = options.length - 1; last > 0; last--) {
    var other = draw(last + 1);
    var kept = options[last];
    options[last] = options[other];
    options[other] = kept;
  }
  options.forEach(function (option) {
    option.parentNode.appendChild(option);
  });

  // Letters that are free in Anki's own window: J and K go from place to place, X ticks.
  var think = card.querySelector(".dw-think");
  var places = all(front ? ".dw-choose" : ".dw-recap > summary, .dw-option summary, .dw-checks input");
  function onKey(event) {
    var typing = /^(TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !places.length) return;
    var at = places.indexOf(document.activeElement);
    var pressed = String(event.key).toLowerCase();
    if (pressed === "x" && at >= 0 && places[at].type === "checkbox") places[at].click();
    if (pressed !== "j" && pressed !== "k") return;
    if (think) think.open = true;
    at = pressed === "j" ? Math.min(at + 1, places.length - 1) : Math.max(at - 1, 0);
    places[at].focus();
    if (front) places[at].click();
    else if (places[at].tagName === "SUMMARY") places[at].parentNode.open = true;
  }
  // One long page shows many cards: the listener of the card before makes room.
  document.removeEventListener("keydown", window.deckwrightOnKey);
  document.addEventListener("keydown", (window.deckwrightOnKey = onKey));

  if (front) {
    places.forEach(function (button) {
      button.addEventListener("click", function () {
        places.forEach(function (one) {
          one.setAttribute("aria-pressed", String(one === button));
        });
        now.option = button.parentNode.getAttribute("data-option");
      });
    });
    // AnkiDroid forgets what was typed when the card is turned over, and may not even show its keyboard.
    var forgets = document.documentElement.classList.contains("android");
    all(".dw-note").forEach(function (note) {
      note.hidden = forgets;
      var box = note.querySelector("textarea");
      box.addEventListener("input", function () {
        now.note = box.value.trim();
      });
      box.addEventListener("keydown", function (event) {
        if (event.key === "Escape") box.blur();
      });
    });
    return;
  }

  all(".dw-recap").forEach(function (recap) {
    recap.open = false;
  });
  options.forEach(function (option) {
    var chosen = now.option === option.getAttribute("data-option");
    option.querySelector("details").open = chosen || option.getAttribute("data-rating") === "4";
    option.querySelector(".dw-yours").hidden = !chosen;
    option.classList.toggle("dw-chosen", chosen);
  });
  all(".dw-noted").forEach(function (noted) {
    noted.hidden = !now.note;
    noted.querySelector("div").textContent = now.note || "";
  });
  // The plan is a sentence to complete: each ellipsis becomes a gap.
  all(".dw-plan > div").forEach(function (plan) {
    var walker = document.createTreeWalker(plan, NodeFilter.SHOW_TEXT);
    var texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(function (text) {
      var parts = text.data.split(/…|\.\.\./);
      parts.forEach(function (part, i) {
        if (i) {
          var gap = document.createElement("span");
          gap.className = "dw-gap";
          gap.textContent = "…";
          text.parentNode.insertBefore(gap, text);
        }
        text.parentNode.insertBefore(document.createTextNode(part), text);
      });
      text.remove();
    });
  });
})();
