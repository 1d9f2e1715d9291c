"""An exercise adds up, and people practise more than they listen."""

from deckwright.authoring.source import Text
from deckwright.course.editorial.desk import Desk
from deckwright.course.schema import Lesson
from deckwright.course.workshop import Activity, Agenda

PRACTICE = frozenset({"alone", "pairs", "groups", "role-play"})
LONGEST_INPUT, LONGEST_ROLE, OBSERVED = 15, 90, (3, 6)
LONGEST_STRETCH, SHORTEST_IMPORT = 100, 15


def check(desk: Desk) -> None:
    """Report exercises that do not add up, that talk more than they practise, and aims nobody can observe."""
    language = desk.language
    if desk.course is desk.source:
        for agenda in desk.course.agendas.values():
            _agenda(agenda, desk)
    for lesson in desk.course.lessons:
        activities = [activity for activity in lesson.activities.values() if not activity.draft]
        aims: list[tuple[Text, Lesson | Activity]] = [
            (lesson.objective, lesson),
            *((activity.aim, activity) for activity in activities),
        ]
        for text, owner in aims if language else ():
            for match in language.vague_verb.finditer(text.value) if language else ():
                desk.warn(
                    "vague-aim",
                    f"nobody can see whether a person can `{match.group()}`",
                    text.within(*match.span()),
                    owner,
                    help="name what people do afterwards that they did not do before",
                )
        for activity in activities:
            for role in activity.roles.values():
                if desk.length(role.brief) > LONGEST_ROLE:
                    desk.warn(
                        "role-length",
                        f"a role of {desk.length(role.brief)} words; a card holds {LONGEST_ROLE}",
                        role.brief.span,
                        activity,
                        help="keep what the person knows, wants and does",
                    )
            if desk.course is desk.source:
                _times(activity, desk)
                _observed(activity, desk)


def _times(activity: Activity, desk: Desk) -> None:
    steps = list(activity.steps.values())
    total = sum(step.minutes for step in steps)
    if total != activity.minutes:
        desk.error(
            "activity-minutes",
            f"the steps of `{activity.key.value}` take {total} minutes, and the activity {activity.minutes}",
            activity.key.span,
            activity,
            help=f"write `minutes: {total}`, or change a step",
        )
    run = 0
    for step in steps:
        run = run + step.minutes if step.how == "input" else 0
        if run > LONGEST_INPUT:
            desk.warn(
                "long-input",
                f"{run} minutes of listening in one go; {LONGEST_INPUT} are enough",
                step.key.span,
                activity,
                help="let people do something in between",
            )
    by = {how: sum(step.minutes for step in steps if step.how == how) for how in (*PRACTICE, "debrief")}
    practice = sum(by[how] for how in PRACTICE)
    if 2 * practice < total:
        desk.warn(
            "little-practice",
            f"people practise for {practice} of {total} minutes in `{activity.key.value}`",
            activity.key.span,
            activity,
            help="let them practise at least half of the time",
        )
    if 4 * by["debrief"] < by["role-play"]:
        desk.warn(
            "short-debrief",
            f"{by['debrief']} minutes of debrief for {by['role-play']} of role-play in `{activity.key.value}`",
            activity.key.span,
            activity,
            help="give the debrief a quarter of the role-play's time, or more",
        )


def _observed(activity: Activity, desk: Desk) -> None:
    fewest, most = OBSERVED
    plays = any(step.how == "role-play" for step in activity.steps.values())
    if (plays or activity.observe) and not fewest <= len(activity.observe) <= most:
        desk.warn(
            "observer-sheet",
            f"`{activity.key.value}` lists {len(activity.observe)} behaviours; {fewest} to {most} can be counted",
            activity.key.span,
            activity,
            help="name behaviours that can be counted",
        )
    debrief = activity.debrief
    for name, questions in (("what", debrief.what), ("so_what", debrief.so_what), ("now_what", debrief.now_what)):
        if not questions:
            desk.warn(
                "short-debrief",
                f"the debrief of `{activity.key.value}` has no question under `{name}`",
                activity.key.span,
                activity,
                help="ask what happened, what it means, and what follows",
            )


def _agenda(agenda: Agenda, desk: Desk) -> None:
    stretch = 0
    for block in agenda.blocks.values():
        stretch = 0 if block.kind == "break" else stretch + block.minutes
        if stretch > LONGEST_STRETCH >= stretch - block.minutes:
            desk.warn(
                "long-without-break",
                f"more than {LONGEST_STRETCH} minutes of `{agenda.agenda.value}` without a break",
                block.key.span,
                agenda,
                help="put a break before this block",
            )
    if not any(block.kind == "import" and block.minutes >= SHORTEST_IMPORT for block in agenda.blocks.values()):
        desk.warn(
            "no-import",
            f"nobody has {SHORTEST_IMPORT} minutes for the first card in `{agenda.agenda.value}`",
            agenda.agenda.span,
            agenda,
            help=f"add a block with `kind: import` of {SHORTEST_IMPORT} minutes: who has seen one card goes on",
        )
