// The courses with their lessons and items; a lesson's items are made when it is opened.
import { make } from "./frames.js";

const SIGNS = { scenario: "◇", recall: "?", drill: "✎", case: "☺", closing: "→" };
const KINDS = { scenario: "Scenario", recall: "Question", drill: "Reflection", case: "Own case", closing: "Last card" };

export class Tree {
  constructor(root, choose) {
    this.root = root;
    this.choose = choose;
    this.open = new Set();
    this.selected = "";
    this.found = null;
    this.filter = "";
    this.drawn = new Map();
    root.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-item]");
      if (!link) return;
      event.preventDefault();
      choose(link.dataset.course, link.dataset.item);
    });
  }

  // The items that can be reached, in their order.
  stops(state) {
    return state.courses.flatMap((course) => course.branches.flatMap((key) =>
      this.visible(course.id, state.branches[key]).map((leaf) => ({ course: course.id, item: leaf.id }))));
  }

  visible(course, branch) {
    return branch.items.filter((leaf) => {
      if (this.found && !this.found.has(`${course}/${leaf.id}`)) return false;
      const codes = this.codes.get(`${course}/${leaf.id}`) || [];
      if (this.filter === "findings") return codes.length > 0;
      if (this.filter === "draft") return leaf.draft;
      if (this.filter === "missing") return Object.values(leaf.places).some((place) => place.missing);
      if (this.filter === "stale") return codes.includes("stale-translation");
      return true;
    });
  }

  get narrowed() {
    return this.found !== null || this.filter !== "";
  }

  draw(state) {
    this.codes = new Map();
    for (const one of state.findings) {
      if (!one.item) continue;
      const key = `${one.item.course}/${one.item.item}`;
      this.codes.set(key, [...(this.codes.get(key) || []), one.code]);
    }
    const focused = document.activeElement?.dataset?.key;
    const sections = state.courses.map((course) => this.course(course, state));
    const kept = new Set(sections.flatMap(([, keys]) => keys));
    for (const key of this.drawn.keys()) if (!kept.has(key)) this.drawn.delete(key);
    const wanted = sections.map(([section]) => section);
    if (wanted.length !== this.root.children.length || wanted.some((one, i) => this.root.children[i] !== one)) this.root.replaceChildren(...wanted);
    if (!state.courses.length) this.root.replaceChildren(make("p", { textContent: "There is no course here that can be read." }));
    else if (this.narrowed && !this.stops(state).length) this.root.append(make("p", { textContent: "Nothing found." }));
    if (focused) this.root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  course(course, state) {
    const narrowed = this.narrowed;
    const parts = course.branches
      .map((key) => [key, this.visible(course.id, state.branches[key])])
      .filter(([, leaves]) => leaves.length || !narrowed);
    const section = this.kept(`course:${course.id}`, [course.title], () => make("section", {}, make("h2", { textContent: course.title })));
    const branches = parts.map(([key, leaves]) => this.branch(course, key, state.branches[key], leaves, narrowed));
    const now = [...section.children].slice(1);
    if (branches.length !== now.length || branches.some((one, i) => one !== now[i])) section.replaceChildren(section.firstChild, ...branches);
    return [section, [`course:${course.id}`, ...parts.map(([key]) => key)]];
  }

  branch(course, key, branch, leaves, narrowed) {
    const open = narrowed ? leaves.length <= 100 || this.open.has(key) : this.open.has(key);
    const codes = leaves.map((leaf) => this.codes.get(`${course.id}/${leaf.id}`) || []);
    const chosen = leaves.some((leaf) => `${course.id}/${leaf.id}` === this.selected) ? this.selected : "";
    const made = [branch, open, narrowed, leaves.map((leaf) => leaf.id).join(), codes.join(), chosen];
    return this.kept(key, made, () => {
      const items = make("ul");
      const fill = () => {
        if (!items.children.length) items.append(...leaves.map((leaf, i) => this.leaf(course, leaf, codes[i])));
      };
      const count = codes.filter((one) => one.length).length;
      const summary = make("summary", { data: { key } }, make("span", { textContent: branch.title || "Cards of the course" }),
        make("span", { className: "count", textContent: String(leaves.length) }),
        count ? make("span", { className: "mark", textContent: `${count} with findings` }) : null);
      const details = make("details", { open }, summary, items);
      if (open) fill();
      details.addEventListener("toggle", () => {
        if (!narrowed && details.open) this.open.add(key);
        else if (!narrowed) this.open.delete(key);
        fill();
      });
      return details;
    });
  }

  leaf(course, leaf, codes) {
    const missing = Object.entries(leaf.places).filter(([, place]) => place.missing).map(([language]) => language);
    const marks = [
      ...(leaf.draft ? ["draft"] : []),
      ...missing.map((language) => `no ${language}`),
      ...(codes.includes("stale-translation") ? ["fell behind"] : []),
      ...(codes.length ? [codes.length === 1 ? "1 finding" : `${codes.length} findings`] : []),
    ];
    const key = `${course.id}/${leaf.id}`;
    const link = make("a", { href: `#${key}`, title: leaf.text, data: { key, course: course.id, item: leaf.id } },
      make("span", { className: "sign", title: KINDS[leaf.kind], "aria-hidden": "true", textContent: SIGNS[leaf.kind] }),
      make("span", { className: "unseen", textContent: `${KINDS[leaf.kind]} ` }),
      make("span", { className: "id", textContent: leaf.id }),
      ...marks.map((mark) => make("span", { className: "mark", textContent: mark })));
    if (key === this.selected) link.setAttribute("aria-current", "true");
    return make("li", {}, link);
  }

  kept(key, made, build) {
    const old = this.drawn.get(key);
    if (old && old.made.length === made.length && old.made.every((one, i) => one === made[i])) return old.element;
    const element = build();
    this.drawn.set(key, { made, element });
    return element;
  }

  select(course, item, state) {
    this.selected = `${course}/${item}`;
    for (const one of state.courses.filter((found) => found.id === course))
      for (const key of one.branches) if (state.branches[key].items.some((leaf) => leaf.id === item)) this.open.add(key);
    this.draw(state);
    this.root.querySelector('a[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }
}
