(function () {
  var cards = document.querySelectorAll(".dw[data-key]");
  var card = cards[cards.length - 1];
  if (!card) return;
  var front = card.getAttribute("data-side") === "front";
  // The day turns at 4 am, as Anki's does. Key and day decide, so both sides agree on every client without storage.
  var day = new Date(Date.now() - 4 * 3600 * 1000);
  var seed = card.getAttribute("data-key") + "|" + day.getFullYear() + "-" + (day.getMonth() + 1) + "-" + day.getDate();

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

  function showOne(selector) {
    var all = card.querySelectorAll(selector);
    var chosen = draws(seed + "|" + selector)(all.length);
    for (var i = 0; i < all.length; i++) all[i].hidden = i !== chosen;
  }

  function each(selector, act) {
    Array.prototype.forEach.call(card.querySelectorAll(selector), act);
  }

  card.className += " dw-scripted";
  showOne(".dw-variant");
  showOne(".dw-prompt");

  var options = Array.prototype.slice.call(card.querySelectorAll(".dw-option"));
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

  if (front) {
    window.deckwrightChoice = null;
    each(".dw-choose", function (button) {
      button.addEventListener("click", function () {
        each(".dw-choose", function (one) {
          one.setAttribute("aria-pressed", String(one === button));
        });
        window.deckwrightChoice = { seed: seed, option: button.parentNode.getAttribute("data-option") };
      });
    });
    return;
  }
  var choice = window.deckwrightChoice;
  each(".dw-option", function (option) {
    var chosen = !!choice && choice.seed === seed && choice.option === option.getAttribute("data-option");
    option.querySelector("details").open = chosen || option.getAttribute("data-rating") === "4";
    option.querySelector(".dw-yours").hidden = !chosen;
    if (chosen) option.className += " dw-chosen";
  });
})();
