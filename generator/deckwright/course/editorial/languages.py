"""What the rules know of a language. A language that is not here has the rules that need no such knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


def _beginning(pattern: str) -> str:
    """Return letters that every word of a pattern has, from its beginning or behind any letters."""
    found = re.match(r"(?:\\w\*)?([^\W_]*)(\??)", pattern)
    return "" if found is None else (found[1][:-1] if found[2] else found[1]).lower()


class Words:
    """Words to look for, as patterns. Texts that hold none of their beginnings are passed over quickly."""

    def __init__(self, *patterns: str) -> None:
        self._pattern = re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
        self._beginnings = tuple(map(_beginning, patterns))

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first of the words in a text."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return all of the words in a text."""
        lower = text.lower()
        if any(beginning in lower for beginning in self._beginnings):
            return self._pattern.finditer(text)
        return iter(())


@dataclass(frozen=True)
class Language:
    """Words and marks of a language, for the rules that look for them."""

    quotes: tuple[str, str]
    inner_quotes: tuple[str, str]
    asks: Words
    """Words that ask for more than yes or no."""
    verdict: re.Pattern[str]
    """How feedback begins that gives a verdict."""
    letter: re.Pattern[str]
    """How an option is called by its letter or position."""
    all_of_these: Words
    evaluative: Words
    """Words in an option that praise or blame it."""
    vague_verb: Words
    """Verbs in an objective that nobody can observe."""
    time: Words
    """Words that give a time frame."""
    asks_name: re.Pattern[str]
    women: re.Pattern[str]
    men: re.Pattern[str]
    common: frozenset[str]
    """Words that say nothing of the matter, for comparing texts."""
    informal: re.Pattern[str] | None = None
    """Words of an address that a formal course does not use."""


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
    asks=Words(
        "was",
        "wer",
        "wen",
        "wem",
        "wessen",
        "wie",
        r"wie(?:so|viel\w*)",
        "wo",
        "wohin",
        "woher",
        "wann",
        "warum",
        "weshalb",
        "weswegen",
        r"welche?[mnrs]?",
        r"wo(?:r|mit|zu|durch|ran|rauf|rin|raus|rum|von|nach|bei|für|gegen|hinter|vor)\w*",
    ),
    verdict=re.compile(
        r"\s*(?:(?:richtig|falsch|korrekt)\b|(?:genau|gut|schlecht|ja|nein|leider)[,.:!])", re.IGNORECASE
    ),
    letter=re.compile(
        r"\b(?:(?:Option|Antwort|Variante|Möglichkeit)\s+(?:[A-E]|[1-5])\b|(?:erste|zweite|dritte|vierte|letzte)[nrs]?\s+"
        r"(?:Option|Antwortmöglichkeit)\b)"
    ),
    all_of_these=Words(
        r"alle\s+(?:der\s+)?(?:genannten|obigen|Antworten)", r"keine[rs]?\s+(?:der\s+)?(?:genannten|obigen)"
    ),
    evaluative=Words(
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
    vague_verb=Words(
        "verstehen", "kennen", "kennenlernen", "wissen", "begreifen", "lernen", "verinnerlichen", "erfahren"
    ),
    time=Words(
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
    asks=Words("what", "who", "whom", "whose", "which", "when", "where", "why", "how"),
    verdict=re.compile(
        r"\s*(?:(?:correct|incorrect|wrong)\b|(?:right|exactly|good|bad|yes|no|sadly|unfortunately)[,.:!])",
        re.IGNORECASE,
    ),
    letter=re.compile(
        r"\b(?:[Oo]ption|[Aa]nswer)\s+(?:[A-E]|[1-5])\b"
        r"|\b(?:first|second|third|fourth|last)\s+(?:option|answer choice)\b"
    ),
    all_of_these=Words(r"all\s+of\s+(?:the\s+above|these\s+answers)", r"none\s+of\s+(?:the\s+above|these)"),
    evaluative=Words(
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
    vague_verb=Words("understand", "know", "learn", "appreciate", "realise", "realize", "grasp", r"be(?:come)? aware"),
    time=Words(
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
