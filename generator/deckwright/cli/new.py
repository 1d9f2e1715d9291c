"""`deckwright new`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckwright.authoring.diagnostics import Format, Report, Severity
from deckwright.cli.console import FAILED, Command, format_option, project_of, show, shown

if TYPE_CHECKING:
    from deckwright.creating.wishes import Created, Wishes


def _shared(command: Command) -> Command:
    """Add what all subcommands share."""
    yes = click.option(
        "-y",
        "--yes",
        is_flag=True,
        help="Ask nothing: what can be chosen later is the first of its kind, what is needed must be given.",
    )
    command = click.pass_context(command)  # type: ignore[assignment]
    return yes(format_option(command))


def _titled(command: Command) -> Command:
    """Add what everything has that is called after its title."""
    title = click.argument("title", required=False)
    name = click.option("--id", metavar="ID", help="Its id, where the one that follows from the title will not do.")
    for option in (_of_course, name, title):
        command = option(command)
    return command


def _of_course(command: Command) -> Command:
    return click.option("--course", metavar="COURSE", help="Its course, where the project has several.")(command)


def _of_lesson(command: Command) -> Command:
    lesson = click.option("--lesson", metavar="LESSON", help="Its lesson, where the project has several.")
    return _titled(lesson(_shared(command)))


@click.group("new")
def command() -> None:
    """Begin a course, a lesson, an item or a deck.

    What is needed and not given is asked for on a terminal. No file is overwritten: an item is put into the file of
    its lesson as a draft, and everything else there stays to the letter.
    """


@command.command("course")
@click.argument("name", metavar="ID", required=False)
@click.option("--title", help="What learners know the course by.")
@click.option("--language", metavar="LANGUAGE", help="Language the course is written in, such as `de`.")
@click.option(
    "--translation",
    "translations",
    multiple=True,
    metavar="LANGUAGE=TITLE",
    help="Language to translate it into, with its title there, such as `en=Giving feedback`.",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of its project, which is made where there is none. Without it, the project is the one around, or a"
    " new one in a folder with the name of the course.",
)
@_shared
def _course(
    ctx: click.Context,
    name: str | None,
    title: str | None,
    language: str | None,
    translations: tuple[str, ...],
    into: Path | None,
    form: Format,
    yes: bool,
) -> None:
    """Begin the course ID, with a first lesson.

    It can be built and studied at once. Where there is no project around it, one is made. German and English have
    texts of their own; other languages have the English ones, to be translated.
    """
    from deckwright.creating.courses import new_course

    wishes, report = _wishes(yes=yes), Report()
    name = name or wishes.ask("ID", (), None)
    title = title or wishes.ask("title", (), None)
    language = language or wishes.ask("language", (), None)
    titles = dict(_with_title(one, wishes) for one in translations)
    created = new_course(ctx.obj, name, title, language, titles, into, report)
    if done := _made(ctx, created, report, form):
        click.echo("".join(f"  {shown(path)}\n" for path in done.files if ".vscode" not in path.parts), nl=False)
        away = "" if Path.cwd().resolve().is_relative_to(done.root) else f"`cd {shown(done.root)}`, and "
        for one in titles:
            click.echo(f"To translate what is left: `deckwright translate {one}`.")
        click.echo(f"Next: {away}`deckwright serve`, which shows the cards while you write.")


@command.command("lesson")
@_titled
@_shared
def _lesson(ctx: click.Context, title: str | None, form: Format, yes: bool, **given: str | None) -> None:
    """Begin a lesson, behind the others of its course.

    TITLE is what learners know it by.
    """
    from deckwright.creating.lessons import new_lesson

    wishes, report = _wishes(yes=yes, **given), Report()
    created = new_lesson(project_of(ctx), title or wishes.ask("TITLE", (), None), wishes, report)
    if done := _made(ctx, created, report, form):
        click.echo(f"  {_place(done)}")
        for deck in done.left_out:
            click.echo(f"The deck `{deck}` lists its lessons, and leaves it out: add `{done.name}` to them.")
        click.echo(f"Next: say its objective there, and call `deckwright new scenario TITLE --lesson {done.name}`.")


@command.command("scenario")
@_of_lesson
@click.option("--principle", metavar="ID", help="The principle that it practises.")
@click.option("--setting", metavar="ID", help="Where it happens, from the vocabulary of the course.")
@click.option("--domain", metavar="ID", help="Whose work it is, from the vocabulary.")
@click.option("--channel", metavar="ID", help="How people talk, from the vocabulary.")
@click.option("--construct", metavar="ID", help="What its principle is about, where the lesson has none yet.")
def _scenario(ctx: click.Context, title: str | None, form: Format, yes: bool, **given: str | None) -> None:
    """Put the draft of a scenario into a lesson.

    TITLE says in a few words what it is about.
    """
    _item(ctx, "scenario", title, form, _wishes(yes=yes, **given))


@command.command("recall")
@_of_lesson
@click.option("--cloze", is_flag=True, help="A sentence with gaps instead of a question.")
def _recall(ctx: click.Context, title: str | None, cloze: bool, form: Format, yes: bool, **given: str | None) -> None:
    """Put the draft of a question into a lesson.

    TITLE says in a few words what it asks.
    """
    _item(ctx, "cloze" if cloze else "recall", title, form, _wishes(yes=yes, **given))


@command.command("drill")
@_of_lesson
def _drill(ctx: click.Context, title: str | None, form: Format, yes: bool, **given: str | None) -> None:
    """Put the draft of a reflection into a lesson.

    TITLE says in a few words what it is about.
    """
    _item(ctx, "drill", title, form, _wishes(yes=yes, **given))


@command.command("activity")
@_of_lesson
def _activity(ctx: click.Context, title: str | None, form: Format, yes: bool, **given: str | None) -> None:
    """Put the draft of an exercise into a lesson.

    TITLE is what participants of a workshop know it by.
    """
    _item(ctx, "activity", title, form, _wishes(yes=yes, **given))


def _item(ctx: click.Context, kind: str, title: str | None, form: Format, wishes: Wishes) -> None:
    from deckwright.creating.lessons import new_item

    report = Report()
    created = new_item(project_of(ctx), kind, title or wishes.ask("TITLE", (), None), wishes, report)
    if done := _made(ctx, created, report, form):
        click.echo(f"  {_place(done)}")
        see = "" if kind == "activity" else ", and look at the card: `deckwright serve`"
        click.echo(f"Next: write the texts, delete `draft: true`{see}.")


@command.command("deck")
@click.argument("name", metavar="ID", required=False)
@_of_course
@click.option("--language", metavar="LANGUAGE", help="Language of its cards, where the course has several.")
@click.option("--title", help="What learners know the deck by. Without it: the title of the course.")
@click.option("--lesson", "lessons", multiple=True, metavar="LESSON", help="A lesson it has. Without it: all of them.")
@_shared
def _deck(
    ctx: click.Context,
    name: str | None,
    title: str | None,
    lessons: tuple[str, ...],
    form: Format,
    yes: bool,
    **given: str | None,
) -> None:
    """Begin the deck ID, of a course or some lessons."""
    from deckwright.creating.decks import new_deck

    wishes, report = _wishes(yes=yes, **given), Report()
    created = new_deck(project_of(ctx), name or wishes.ask("ID", (), None), title, lessons, wishes, report)
    if done := _made(ctx, created, report, form):
        click.echo("".join(f"  {shown(path)}\n" for path in done.files), nl=False)
        click.echo(f"Next: `deckwright build {done.name}`.")


def _with_title(given: str, wishes: Wishes) -> tuple[str, str]:
    """Return a language with the title of the course in it, which is asked for where it was not given."""
    language, _, title = given.partition("=")
    return language, title or wishes.ask(f"translation {language}=TITLE", (), None)


def _wishes(*, yes: bool, **given: str | None) -> Wishes:
    """Return what was given, and a way to ask for the rest: on a terminal only, and a usage error elsewhere."""
    from deckwright.creating.wishes import Wishes

    def ask(option: str, choices: Sequence[str], default: str | None) -> str:
        if not yes and sys.stdin.isatty():
            kind = click.Choice(choices) if choices else click.STRING
            return str(click.prompt(option.capitalize(), type=kind, default=default, err=True))
        if default is not None:
            return default
        what = f"argument '{option}'" if option.isupper() else f"option '--{option}'"
        msg = f"Missing {what}.{' Choose from: ' * bool(choices)}{', '.join(choices)}"
        raise click.UsageError(msg)

    return Wishes({option: word for option, word in given.items() if word is not None}, ask)


def _made(ctx: click.Context, created: Created | None, report: Report, form: Format) -> Created | None:
    """Show errors and end where there are some; otherwise return what was made, for people to be told."""
    show(Report([one for one in report.diagnostics if one.severity is Severity.ERROR]), form)
    if created is None:
        ctx.exit(FAILED)
    return created if form in ("text", "short") else None


def _place(created: Created) -> str:
    return f"{shown(created.files[0])}:{created.line}"
