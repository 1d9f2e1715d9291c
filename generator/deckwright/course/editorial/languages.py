"""What the rules know of a language. A language that is not here has the rules that need no such knowledge."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """Words and marks of a language, for the rules that look for them."""

    quotes: tuple[str, str]
    inner_quotes: tuple[str, str]
    yes_no: re.Pattern[str]
    """How a question begins that yes or no would answer."""
    verdict: re.Pattern[str]
    """How feedback begins that gives a verdict."""
    letter: re.Pattern[str]
    """How an option is called by its letter or position."""
    all_of_these: re.Pattern[str]
    evaluative: re.Pattern[str]
    """Words in an option that praise or blame it."""
    vague_verb: re.Pattern[str]
    """Verbs in an objective that nobody can observe."""
    time: re.Pattern[str]
    """Words that give a time frame."""
    asks_name: re.Pattern[str]
    women: re.Pattern[str]
    men: re.Pattern[str]
    common: frozenset[str]
    """Words that say nothing of the matter, for comparing texts."""
    informal: re.Pattern[str] | None = None
    """Words of an address that a formal course does not use."""


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


_COMMON_GERMAN = """
der die das dem den des ein eine einer eines einem einen und oder aber denn doch nur noch schon auch nicht
kein keine keinen keinem keiner ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können
muss müssen soll sollen will wollen darf dürfen mit ohne für gegen bei von vom zum zur zu im in ins an am auf
aus nach vor über unter durch um bis seit ab als wie so wenn weil dass ob was wer wo wann warum sie er es wir
ich ihr ihre ihren ihrem ihrer ihres sein seine seinen mich mir uns sich dies diese diesen dieser dieses jede
jeden jeder jetzt heute morgen gestern dann da hier dort mehr sehr gut ja nein
"""

_COMMON_ENGLISH = """
the a an and or but if then than that this these those is are was were be been being has have had do does did
will would can could may might must should shall not no yes to of in on at by for with from into out up down
over under about as so it its he she they them their his her we us our you your i me my who what when where
why how all any some one more most very just only also there here now today tomorrow
"""

_GERMAN = Language(
    quotes=("„", "“"),
    inner_quotes=("‚", "‘"),
    yes_no=re.compile(
        r"\s*(?:ist|sind|war|waren|hat|haben|kann|können|darf|dürfen|soll|sollen|sollten|muss|müssen|wird|werden|gibt"
        r"|gilt|hilft|stimmt|reicht|genügt|lohnt|braucht|gehört|macht|lässt|führt)\s",
        re.IGNORECASE,
    ),
    verdict=re.compile(r"\s*(?:richtig|falsch|korrekt|genau|gut|schlecht|ja|nein|leider)\b[,.:!]?", re.IGNORECASE),
    letter=re.compile(
        r"\b(?:(?:Option|Antwort|Variante|Möglichkeit)\s+(?:[A-E]|[1-5])\b|(?:erste|zweite|dritte|vierte|letzte)[nrs]?\s+"
        r"(?:Option|Antwortmöglichkeit)\b)"
    ),
    all_of_these=re.compile(
        r"\b(?:alle|keine[rs]?)\s+(?:der\s+)?(?:genannten|obigen|vorigen|Antworten)\b", re.IGNORECASE
    ),
    evaluative=_words(
        r"freundlich\w*",
        r"ehrlich\w*",
        r"respektvoll\w*",
        r"wertschätzend\w*",
        r"aggressiv\w*",
        r"stur\w*",
        r"professionell\w*",
        r"höflich\w*",
        r"geduldig\w*",
        r"vernünftig\w*",
        r"patzig\w*",
        r"schroff\w*",
        r"barsch\w*",
        r"empathisch\w*",
        r"einfühlsam\w*",
        r"souverän\w*",
        r"konstruktiv\w*",
        r"genervt\w*",
        r"beleidigt\w*",
        r"arrogant\w*",
    ),
    vague_verb=_words(
        "verstehen", "kennen", "kennenlernen", "wissen", "begreifen", "lernen", "verinnerlichen", "erfahren"
    ),
    time=_words(
        r"heute\w*",
        r"\w*morgen\w*",
        r"gestern\w*",
        "jetzt",
        "gerade",
        r"\w*woche\w*",
        r"\w*tag",
        r"\w*tage[sn]?",
        r"\w*tags",
        r"stunde\w*",
        r"minute\w*",
        r"sekunde\w*",
        r"monat\w*",
        r"\w*abend\w*",
        r"\w*mittag\w*",
        "zuletzt",
        r"nächste\w*",
        r"letzte\w*",
        r"vorige\w*",
        r"kommende\w*",
        "bald",
        r"montag\w*",
        r"freitag\w*",
        r"quartal\w*",
        "demnächst",
    ),
    asks_name=re.compile(
        r"\b(?:wie heißt|mit (?:vollem |echtem )?namen|(?:den|ihren|seinen|dessen|deren) namen (?:auf|nennen|notieren)"
        r"|nennen sie die person)\b",
        re.IGNORECASE,
    ),
    women=re.compile(r"\bFrau\s+(?:Dr\.\s+)?[A-ZÄÖÜ]"),
    men=re.compile(r"\bHerrn?\s+(?:Dr\.\s+)?[A-ZÄÖÜ]"),
    common=frozenset(_COMMON_GERMAN.split()),
    informal=re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b", re.IGNORECASE),
)

_ENGLISH = Language(
    quotes=("“", "”"),
    inner_quotes=("‘", "’"),
    yes_no=re.compile(
        r"\s*(?:is|are|was|were|has|have|had|can|could|may|might|should|must|will|would|do|does|did)(?:n’t)?\s",
        re.IGNORECASE,
    ),
    verdict=re.compile(
        r"\s*(?:right|wrong|correct|incorrect|exactly|good|bad|yes|no|sadly|unfortunately)\b[,.:!]", re.IGNORECASE
    ),
    letter=re.compile(
        r"\b(?:[Oo]ption|[Aa]nswer)\s+(?:[A-E]|[1-5])\b"
        r"|\b(?:first|second|third|fourth|last)\s+(?:option|answer choice)\b"
    ),
    all_of_these=re.compile(r"\b(?:all|none)\s+of\s+(?:the\s+above|these\s+answers)\b", re.IGNORECASE),
    evaluative=_words(
        r"friendly",
        r"honest(?:ly)?",
        r"respectful(?:ly)?",
        r"appreciative(?:ly)?",
        r"aggressive(?:ly)?",
        r"stubborn(?:ly)?",
        r"professional(?:ly)?",
        r"polite(?:ly)?",
        r"patient(?:ly)?",
        r"reasonabl[ey]",
        r"curt(?:ly)?",
        r"rude(?:ly)?",
        r"empathetic(?:ally)?",
        r"constructive(?:ly)?",
        r"arrogant(?:ly)?",
        r"snappy",
        r"graceful(?:ly)?",
    ),
    vague_verb=_words("understand", "know", "learn", "appreciate", "realise", "realize", "grasp", r"be(?:come)? aware"),
    time=_words(
        "today",
        "tonight",
        "tomorrow",
        "yesterday",
        "now",
        r"weeks?",
        r"days?",
        r"hours?",
        r"minutes?",
        r"seconds?",
        r"months?",
        r"mornings?",
        r"evenings?",
        r"afternoons?",
        "noon",
        "last",
        "next",
        "recently",
        "lately",
        "coming",
        "soon",
        r"quarters?",
        "monday",
        "friday",
        "tonight",
        "lunchtime",
    ),
    asks_name=re.compile(
        r"\b(?:what is (?:his|her|their) name|(?:full|real) name|write (?:down )?(?:the|their) name|name the person)\b",
        re.IGNORECASE,
    ),
    women=re.compile(r"\b(?:Ms|Mrs|Miss)\.?\s+[A-Z]"),
    men=re.compile(r"\bMr\.?\s+[A-Z]"),
    common=frozenset(_COMMON_ENGLISH.split()),
)

LANGUAGES = {"de": _GERMAN, "en": _ENGLISH}
