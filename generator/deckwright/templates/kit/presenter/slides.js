// The slides of a workshop, in their order. A slide is plain data: what it shows, and from when to when it was planned,
// in minutes from the beginning. `parts` is how many times it can reveal more, `minutes` that of its countdown.

const TALK = 3; // minutes with a neighbour between two votes; in short blocks 2
const READ = 2; // minutes to read a situation in silence, before the first vote
const MOST_ROLES = 4; // more names than these do not help anybody find the own one

function slidesOf(data) {
  const cards = new Map(data.cards.map((card) => [card.id, card]));
  const slides = openingSlides(data);
  data.agenda.blocks.forEach((block, index) => {
    const own = blockSlides(data, block, cards);
    own.forEach((slide) => slides.push({ parts: 0, minutes: 0, ...slide, block: index }));
  });
  return slides;
}

function openingSlides(data) {
  const title = data.agenda.title;
  const common = { block: 0, from: 0, to: 0, parts: 0, minutes: 0 };
  return [
    { ...common, id: "title", kind: "title", title },
    { ...common, id: "aims", kind: "aims", title: data.words.presenter.slides.aims, to: 2 },
    { ...common, id: "agenda", kind: "agenda", title: data.words.presenter.slides.agenda, to: 4 },
  ];
}

function blockSlides(data, block, cards) {
  const whole = { id: block.id, title: block.title || data.words.common.kinds[block.kind], from: block.offset, to: block.offset + block.minutes };
  switch (block.kind) {
    case "activity":
      return activitySlides(block, whole);
    case "vote":
      return [...(block.slide ? [{ ...whole, kind: "text", text: block.slide, to: block.offset + 1 }] : []), ...voteBlockSlides(data, block, cards)];
    case "break":
      return [{ ...whole, kind: "break", minutes: block.minutes }];
    case "import":
      return [{ ...whole, kind: "import", text: block.slide, minutes: block.minutes }];
    case "evaluation":
      return [{ ...whole, kind: "evaluation", text: block.slide, minutes: block.minutes, sheets: block.materials.filter((one) => one.printed && one.per === "person").map((one) => one.what) }];
    default:
      return [{ ...whole, kind: "text", text: block.slide, minutes: block.minutes, heading: data.words.common.kinds[block.kind] }];
  }
}

function activitySlides(block, whole) {
  const activity = block.activity;
  const debriefs = activity.steps.filter((step) => step.how === "debrief");
  // The questions belong to the longest debrief, the last of them: shorter ones stand between rounds.
  const longest = debriefs.reduce((best, step) => (best && best.minutes > step.minutes ? best : step), null);
  const first = { ...whole, kind: "activity", aim: activity.aim, groups: activity.groups, to: block.offset };
  return [
    first,
    ...activity.steps.map((step) => {
      const slide = {
        id: block.id + "/" + step.id,
        kind: "step",
        exact: true,
        title: whole.title,
        how: step.how,
        text: step.say,
        groups: step.how === "pairs" ? "pairs" : ["groups", "role-play"].includes(step.how) ? activity.groups : "",
        aim: activity.aim,
        roles: step.how === "role-play" ? activity.roles.map((role) => role.name) : [],
        minutes: step.minutes,
        from: step.offset,
        to: step.offset + step.minutes,
        step,
      };
      if (step !== longest) return slide;
      const groups = ["what", "so_what", "now_what"].map((name) => ({ name, questions: activity.debrief[name] })).filter((one) => one.questions.length);
      // Without a word to begin with, the first questions stand there at once.
      return { ...slide, kind: "debrief", questions: groups, parts: groups.length - (step.say ? 0 : 1) };
    }),
  ];
}

function voteBlockSlides(data, block, cards) {
  const share = block.minutes / (block.scenarios.length || 1);
  return block.scenarios.filter((id) => cards.has(id)).flatMap((id, index) =>
    scenarioSlides(data, cards.get(id), block.id + "/" + id, block.offset + index * share, share));
}

// Vote alone, talk, vote again, then reveal. A disputed scenario has two views instead of a key.
function scenarioSlides(data, card, id, from, share) {
  const words = data.words.presenter.slides;
  const talk = share >= 9 ? TALK : TALK - 1;
  const at = (part) => from + share * part;
  const base = { card, vote: id, parts: 0, minutes: 0, title: card.setting + ", " + card.channel };
  return [
    { ...base, id: id + "/vote-1", kind: "vote", round: 1, minutes: READ, from, to: at(0.35) },
    { ...base, id: id + "/talk", kind: "talk", title: words.talk, minutes: talk, from: at(0.3), to: at(0.65) },
    { ...base, id: id + "/vote-2", kind: "vote", round: 2, from: at(0.6), to: at(0.75) },
    card.disputed
      ? { ...base, id: id + "/result", kind: "result", title: words.result_votes, from: at(0.7), to: at(0.8) }
      : { ...base, id: id + "/result", kind: "result", title: words.result, parts: 1, from: at(0.7), to: at(0.85) },
    ...(card.disputed ? [{ ...base, id: id + "/debate", kind: "debate", title: words.debate, from: at(0.8), to: at(0.9) }] : []),
    { ...base, id: id + "/feedback", kind: "feedback", title: words.feedback, from: at(0.8), to: at(0.95) },
    { ...base, id: id + "/rule", kind: "rule", title: words.rule, from: at(0.9), to: at(1) },
  ];
}
