"""Speed, memory and size, as ratios within one run: `make bench`.

Every figure is a whole process, measured from outside, the median of several runs in turn. Machines
are noisy, so only the ratios are worth comparing. `--quick` leaves out the 50,000 scenarios.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
SITUATION = """Frau Kessler, Einkaufsleiterin in Werk {n}, ruft am Freitag an und möchte acht Prozent Nachlass auf
den Auftrag {n}. Ihr Preis ist knapp gerechnet, Spielraum haben Sie keinen. Vor dem Wochenende will sie eine Antwort,
sonst fragt sie am Montag bei einem anderen Haus an, das sie schon kennt."""
OPTION = """„Den Nachlass gebe ich Ihnen nicht, Frau Kessler. Für den Auftrag {n} kann ich den Umfang ändern, und
dann rechne ich Ihnen heute noch ein neues Angebot.“"""
FEEDBACK = """Nach einem Satz ist klar, wo Sie stehen, und trotzdem liegt zum Auftrag {n} etwas Neues auf dem Tisch: Der
Umfang bewegt sich, der Preis nicht. Das trägt nur, wenn der kleinere Umfang ihr wirklich hilft."""
COURSE = """course: big
namespace: 0123456789abcdef
language: de
title: Groß
licence: CC0-1.0
vocabulary:
  settings: {negotiation: Verhandlung}
  domains: {sales: Vertrieb}
  channels: {phone: am Telefon}
  constructs: {boundary: Abgrenzung}
  errors: {delay: Aufschieben, appeasing: Beschwichtigen}
"""
MANIFEST = """deck: big-de
course: big
language: de
title: Groß
paths: {cards: "Groß::1 Situationen", reflection: "Groß::2 Reflexion"}
"""
# What an author without deckwright would write: no checks, no times, one template a side.
PLAIN = """
import sys, pathlib, genanki, jinja2, yaml
loader = getattr(yaml, sys.argv[3])
environment = jinja2.Environment(autoescape=True)
front = environment.from_string(
    "<p>{{ s.situation }}</p><ol>{% for o in s.options.values() %}<li>{{ o.text }}</li>{% endfor %}</ol>")
back = environment.from_string(
    "<h2>{{ p.rule }}</h2><ol>{% for o in s.options.values() %}"
    "<li>{{ o.rating }} {{ o.text }}<p>{{ o.feedback }}</p></li>{% endfor %}</ol>")
model = genanki.Model(
    1607392319, "Scenario", fields=[{"name": "Front"}, {"name": "Back"}],
    templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": "{{Back}}"}])
deck = genanki.Deck(2059400110, "Scenarios")
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.yaml")):
    lesson = yaml.load(path.read_text("utf-8"), loader)
    for key, scenario in lesson["scenarios"].items():
        principle = lesson["principles"][scenario["principle"]]
        deck.add_note(genanki.Note(model, [front.render(s=scenario), back.render(s=scenario, p=principle)], guid=key))
genanki.Package(deck).write_to_file(sys.argv[2])
"""
# The floor: the same libraries imported, the same files read as fast as PyYAML can, the same notes
# written by genanki as it comes.
FLOOR = """
import sys, json, pathlib, click, genanki, jinja2, markdown_it, yaml
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
packages = json.loads(pathlib.Path(sys.argv[2]).read_text("utf-8"))
for name, package in packages.items():
    models = {
        key: genanki.Model(int(key), m["name"], fields=m["fields"], templates=m["templates"], css=m["css"],
                           model_type=m["type"])
        for key, m in package["models"].items()
    }
    deck = genanki.Deck(2059400110, "Deck")
    for note in package["notes"]:
        deck.add_note(genanki.Note(models[note["model"]], note["fields"], guid=note["guid"], tags=note["tags"]))
    genanki.Package(deck).write_to_file(sys.argv[3] + "/" + name)
"""
# genanki alone, for memory: the notes come from a file, a line each, and are written.
GENANKI = FLOOR.replace("    yaml.load(path.read_text", "    0 and yaml.load(path.read_text")


@dataclass(frozen=True)
class Run:
    """One run of a process: wall clock in seconds, peak memory in MB."""

    seconds: float
    memory: float


def run(command: list[str]) -> Run:
    """Run a command to its end. Raises RuntimeError where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    assert process.stderr
    words = process.stderr.read().decode()
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(words)
    return Run(seconds, usage.ru_maxrss / 1024)


def compared(commands: dict[str, list[str]], times: int) -> dict[str, Run]:
    """Return the medians of several commands that are run in turn, after one run each to warm up."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name, command in commands.items():
            measured = run(command)
            if turn:
                runs[name].append(measured)
    return {
        name: Run(statistics.median(r.seconds for r in found), statistics.median(r.memory for r in found))
        for name, found in runs.items()
    }


def generate(root: Path, count: int) -> None:
    """Write a project with a course of many scenarios, a hundred a lesson."""
    lessons = root / "content/big/lessons"
    lessons.mkdir(parents=True)
    (root / "decks").mkdir()
    (root / "decks/big-de.yaml").write_text(MANIFEST, "utf-8")
    (root / "content/big/course.yaml").write_text(COURSE, "utf-8")

    def block(key: str, text: str, depth: int) -> str:
        return f"{' ' * depth}{key}: |\n{textwrap.indent(text, ' ' * (depth + 2))}\n"

    for first in range(0, count, 100):
        parts = [
            f"lesson: l{first}\ntitle: Lektion {first}\nobjective: ablehnen\n",
            f"principles:\n  p{first}:\n    construct: boundary\n",
            block("rule", "Erst das Nein, dann ein Grund.", 4),
            block("limits", "Bei Gefahr genügt das Nein.", 4),
            "scenarios:\n",
        ]
        for n in range(first, min(first + 100, count)):
            parts.append(
                f"  s{n}:\n    principle: p{first}\n    setting: negotiation\n    domain: sales\n    channel: phone\n"
            )
            parts.append(block("situation", SITUATION.format(n=n), 4))
            parts.append("    options:\n")
            for key, rating in (("a", 4), ("b", 3), ("c", 2), ("d", 1)):
                parts.append(f"      {key}:\n        rating: {rating}\n")
                if rating < 4:
                    weak = ("delay", "passive") if rating > 1 else ("appeasing", "active")
                    parts.append(f"        error: {weak[0]}\n        mode: {weak[1]}\n")
                parts.append(block("text", OPTION.format(n=f"{n}{key}"), 8))
                parts.append(block("feedback", FEEDBACK.format(n=f"{n}{key}"), 8))
        (lessons / f"{first:06}.yaml").write_text("".join(parts), "utf-8")


def dumped(packages: list[Path]) -> dict[str, object]:
    """Return the notes and note types of packages, for writing them again with genanki alone."""
    result: dict[str, object] = {}
    for path in packages:
        connection = sqlite3.connect(":memory:")
        with zipfile.ZipFile(path) as archive:
            connection.deserialize(archive.read("collection.anki2"))
        models = json.loads(connection.execute("select models from col").fetchone()[0])
        rows = connection.execute("select guid, mid, flds, tags from notes").fetchall()
        connection.close()
        result[path.name] = {
            "models": {
                key: {
                    "name": m["name"],
                    "css": m["css"],
                    "type": m["type"],
                    "fields": [{"name": f["name"]} for f in m["flds"]],
                    "templates": [{k: t[k] for k in ("name", "qfmt", "afmt")} for t in m["tmpls"]],
                }
                for key, m in models.items()
            },
            "notes": [
                {"guid": g, "model": str(m), "fields": f.split("\x1f"), "tags": t.split()} for g, m, f, t in rows
            ],
        }
    return result


def ours(project: Path, out: Path) -> list[str]:
    """Return the command that builds a project."""
    return [sys.executable, "-m", "deckwright", "-C", str(project), "build", "--quiet", "--out", str(out)]


def shipped(folder: Path) -> None:
    """Measure the shipped course against the floor."""
    project = folder / "shipped"
    for name in ("content", "decks"):
        shutil.copytree(REPOSITORY / name, project / name)
    out = folder / "shipped-out"
    run(ours(project, out))
    notes = folder / "notes.json"
    notes.write_text(json.dumps(dumped(sorted(out.glob("*.apkg")))), "utf-8")
    (folder / "floor").mkdir()
    found = compared(
        {
            "deckwright": ours(project, out),
            "floor": [sys.executable, "-c", FLOOR, str(project), str(notes), str(folder / "floor")],
        },
        9,
    )
    print("The shipped course, built whole, both languages (median of 9)")
    line(
        "against the floor: imports, CSafeLoader, genanki",
        found["deckwright"].seconds,
        found["floor"].seconds,
        "s",
        "at most 2",
    )
    own = sum(path.stat().st_size for path in out.glob("*.apkg")) / 1024
    stock = sum(path.stat().st_size for path in (folder / "floor").glob("*.apkg")) / 1024
    line("size of the packages against genanki's", own, stock, "KB", "")


def large(folder: Path, count: int, times: int) -> float:
    """Measure a generated course against plain scripts; return the seconds that deckwright needs for each scenario."""
    project = folder / f"big-{count}"
    generate(project, count)
    out = folder / f"big-out-{count}"
    run(ours(project, out))
    if count != 10_000:
        return compared({"deckwright": ours(project, out)}, times)["deckwright"].seconds / count
    notes = folder / "big.json"
    notes.write_text(json.dumps(dumped(sorted(out.glob("*.apkg")))), "utf-8")
    (folder / "plain").mkdir()
    lessons = str(project / "content/big/lessons")
    target = str(folder / "plain/big.apkg")
    found = compared(
        {
            "deckwright": ours(project, out),
            "CSafeLoader script": [sys.executable, "-c", PLAIN, lessons, target, "CSafeLoader"],
            "genanki alone": [sys.executable, "-c", GENANKI, str(project), str(notes), str(folder / "plain")],
        },
        times,
    )
    plain = compared({"plain": [sys.executable, "-c", PLAIN, lessons, target, "SafeLoader"]}, 1)["plain"]
    own = found["deckwright"]
    releasing(project, folder, own, times)
    print(f"\nA generated course of {count:,} scenarios (median of {times}; the plain script once)")
    line("against a plain script: yaml.safe_load, Jinja, genanki", own.seconds, plain.seconds, "s", "at most 0.4")
    line(
        "against the same script with CSafeLoader", own.seconds, found["CSafeLoader script"].seconds, "s", "at most 1.5"
    )
    line("peak memory against genanki alone", own.memory, found["genanki alone"].memory, "MB", "at most 3")
    return own.seconds / count


def releasing(project: Path, folder: Path, build: Run, times: int) -> None:
    """Measure a first release, a look at what learners will see after an edit of every scenario, and the next one."""
    command = [sys.executable, "-m", "deckwright", "-C", str(project)]
    numbers = iter(range(1, 100))

    def release() -> list[str]:
        return [*command, "release", f"0.{next(numbers)}.0", "--quiet", "--out", str(folder / "big-release")]

    print("\nReleases of the same course, against a build (median; each release after an edit of every scenario)")
    line("the first release", run(release()).seconds, build.seconds, "s", "")
    edited: list[Run] = []
    seen: list[Run] = []
    for turn in range(times):
        for path in (project / "content/big/lessons").glob("*.yaml"):
            text = path.read_text("utf-8")
            path.write_text(re.sub(r"Frau Kessler( \d+)?, ", f"Frau Kessler {turn}, ", text), "utf-8")
        seen.append(run([*command, "diff"]))
        edited.append(run(release()))
    line("diff", statistics.median(one.seconds for one in seen), build.seconds, "s", "")
    line("release", statistics.median(one.seconds for one in edited), build.seconds, "s", "")
    line("peak memory of a release", max(one.memory for one in edited), build.memory, "MB", "")


def linting(folder: Path, times: int) -> None:
    """Measure the rules against a build: the shipped course, and courses whose situations differ."""
    print("\nAll rules, spelling too, against a build (median)")
    shipped_course = folder / "shipped"
    check = [sys.executable, "-m", "deckwright", "-C"]
    found = compared(
        {
            "check": [*check, str(shipped_course), "check", "--quiet", "--spelling"],
            "build": ours(shipped_course, folder / "shipped-out"),
        },
        9,
    )
    line("the shipped course, both languages", found["check"].seconds, found["build"].seconds, "s", "at most 2")
    each: dict[int, float] = {}
    for count in (1_000, 10_000):
        project = folder / f"varied-{count}"
        generate(project, count)
        vary(project)
        found = compared(
            {
                "check": [*check, str(project), "check", "--format", "short", "--no-spelling"],
                "build": ours(project, folder / "varied-out"),
            },
            times,
        )
        each[count] = found["check"].seconds / count
        line(f"{count:,} scenarios, without spelling", found["check"].seconds, found["build"].seconds, "s", "at most 2")
    line("time for each scenario at 10,000, against 1,000", 1e6 * each[10_000], 1e6 * each[1_000], "µs", "")


def starting(folder: Path, times: int) -> None:
    """Measure how soon a command is there, on a small project, against Python that imports Click and nothing else."""
    project = folder / "sample"
    shutil.copytree(REPOSITORY / "tests/project", project)
    command = [sys.executable, "-m", "deckwright", "-C", str(project)]
    found = compared(
        {
            "floor": [sys.executable, "-c", "import click"],
            "--help": [*command, "--help"],
            "check": [*command, "check"],
            "build": [*command, "build"],
        },
        times,
    )
    print(f"\nStarting, the sample project, against `import click` (median of {times})")
    for name in ("--help", "check", "build"):
        line(f"deckwright {name}", 1e3 * found[name].seconds, 1e3 * found["floor"].seconds, "ms", "")


# The floor of a kit: its documents made by Typst alone, one after another, from the same data.
TYPST = """
import json, pathlib, sys, typst, font_source_sans_pro
folder, fonts = pathlib.Path(sys.argv[1]), str(pathlib.Path(font_source_sans_pro.__file__).parent / "files")
data, sizes = (pathlib.Path(path).read_text("utf-8") for path in sys.argv[2:4])
for name in sys.argv[4:]:
    typst.Compiler(str(folder / f"{name}.typ"), root=str(folder), font_paths=[fonts], ignore_system_fonts=True,
        sys_inputs={"data": data, "sizes": sizes}).compile(format="pdf", pdf_standards=["ua-1"])
"""


def kits(folder: Path, times: int) -> None:
    """Measure the kit of a full day in one language, and which share of the time each document has."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from deckwright.kit.documents import DOCUMENTS
    from deckwright.kit.trees import tree
    from deckwright.kit.typesetting import card_sizes
    from kit_samples import data_of

    project = folder / "kit"
    for name in ("content", "decks"):
        shutil.copytree(REPOSITORY / name, project / name)
    text = json.dumps(data_of("full-day", "de", rich=tree), ensure_ascii=False)
    sizes = json.dumps(dict(card_sizes(text, {}).of))
    (folder / "data.json").write_text(text, "utf-8")
    (folder / "sizes.json").write_text(sizes, "utf-8")
    templates = str(REPOSITORY / "generator/deckwright/templates/kit")
    floor = [sys.executable, "-c", TYPST, templates, str(folder / "data.json"), str(folder / "sizes.json")]
    command = [sys.executable, "-m", "deckwright", "-C", str(project), "kit", "full-day", "--lang", "de", "-v"]
    found = compared({"kit": command, "Typst alone": [*floor, *DOCUMENTS]}, times)
    print(f"\nThe kit of a full day in one language (median of {times})")
    line("against Typst alone, sizes known", found["kit"].seconds, found["Typst alone"].seconds, "s", "within 3 s")
    line("peak memory against Typst alone", found["kit"].memory, found["Typst alone"].memory, "MB", "")
    nothing = run(floor).seconds
    each = {name: run([*floor, name]).seconds - nothing for name in DOCUMENTS}
    print("  share of each document, by itself:")
    for name, seconds in sorted(each.items(), key=lambda pair: -pair[1]):
        print(f"    {name:16} {seconds / sum(each.values()):4.0%}   ({seconds:.2f} s)")


def watching(folder: Path) -> None:
    """Measure the time from a save to the changed card, where one would build and import otherwise."""
    from live import saves, told

    print("\nFrom a save to the changed card in the browser, against a build (median of 50)")
    shipped_course = folder / "shipped"
    build = run(ours(shipped_course, folder / "shipped-out")).seconds
    lesson = shipped_course / "content/trust/lessons/04-saying-no.yaml"
    seconds = saves(shipped_course, lesson, "discount-before-the-weekend", "Maschinenbauers", 50)
    told("the shipped course", seconds, build, "under 0.2 s")
    large_course = folder / "watched"
    generate(large_course, 10_000)
    build = run(ours(large_course, folder / "watched-out")).seconds
    seconds = saves(large_course, large_course / "content/big/lessons/000000.yaml", "s0", "Einkaufsleiterin", 50)
    told("10,000 scenarios", seconds, build, "under 1 s")


def vary(project: Path) -> None:
    """Give each situation of a generated course thirty words of its own, and hold the course to the editorial rules."""
    chance = random.Random(1)
    syllables = [first + second for first in "bdfghklmnprst" for second in ("a", "e", "i", "o", "u", "au", "ei")]
    stock = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(5_000)]

    def own_words(match: re.Match[str]) -> str:
        return " ".join([match[0], *(f"{' '.join(chance.choices(stock, k=10)).capitalize()}." for _ in range(3))])

    for path in (project / "content/big/lessons").glob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"Spielraum haben Sie keinen\.", own_words, text), "utf-8")
    course = project / "content/big/course.yaml"
    course.write_text(course.read_text("utf-8") + "editorial: {}\n", "utf-8")


def line(what: str, own: float, other: float, unit: str, aim: str) -> None:
    """Print a ratio with what it is made of."""
    digits = 2 if unit == "s" else 0
    made_of = f"{own:.{digits}f} {unit} to {other:.{digits}f} {unit}"
    print(f"  {what:56} {own / other:5.2f}   ({made_of}{'; aim: ' + aim if aim else ''})")


def main() -> None:
    """Measure and print everything."""
    quick = "--quick" in sys.argv
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the checkout has its bytecode too, as an installation has
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        starting(folder, 21)
        shipped(folder)
        kits(folder, 5)
        linting(folder, 3)
        watching(folder)
        each = {count: large(folder, count, 3) for count in ([1_000, 10_000] if quick else [1_000, 10_000, 50_000])}
        print("\nGrowth: time for each scenario, against that at 10,000")
        for count, seconds in each.items():
            print(f"  {count:6,} scenarios {seconds / each[10_000]:5.2f}")


if __name__ == "__main__":
    main()
