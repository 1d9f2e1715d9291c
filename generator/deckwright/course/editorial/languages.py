"""What the rules know of a language. A language that is not here has the rules that need no such knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

SPACELESS = frozenset({"ja", "km", "lo", "my", "th", "zh"})
"""Languages that are written without spaces between words: no rule that counts words makes sense for them."""


def _beginning(pattern: str) -> str:
    """Return letters that every word of a pattern has, from its beginning or behind any letters."""
    found = re.match(r"(?:\\w\*)?([^\W_]*)(\??)", pattern)
    return "" if found is None else (found[1][:-1] if found[2] else found[1]).lower()


class Words:
    """Words to look for, as patterns with spaces between; a space in a pattern is written `_`.

    Texts that hold none of their beginnings are passed over quickly.
    """

    def __init__(self, patterns: str, flags: int = re.IGNORECASE) -> None:
        every = [pattern.replace("_", r"\s+") for pattern in patterns.split()]
        self._pattern = re.compile(rf"\b(?:{'|'.join(every)})\b", flags)
        self._beginnings = tuple(map(_beginning, every))

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
    letter: Words
    """How an option is called by its letter."""
    all_of_these: Words
    """How an option refers to the others."""
    evaluative: Words
    """Words in an option that praise or blame it."""
    vague_verb: Words
    """Verbs in an objective that nobody can observe."""
    time: Words
    """Words that give a time frame."""
    asks_name: Words
    negation: Words
    women: re.Pattern[str]
    """A title of a woman, and of a man (`men`), with a name."""
    men: re.Pattern[str]
    informal: re.Pattern[str] | None = None
    """Words of an address that a formal course does not use."""
    spaced_dash: bool = True
    """Whether a dash in running text is an en dash with spaces."""


_VERDICT = r"\s*(?:{})[,.:!]"

_GERMAN = Language(
    quotes=("„", "“"),
    inner_quotes=("‚", "‘"),
    asks=Words(
        "was wer wen wem wessen wie wieso wieviel\\w* wo wohin woher wann warum weshalb weswegen welche?[mnrs]?"
        " wo(?:mit|zu|durch|von|nach|bei|für|gegen|hinter|vor|ran|rauf|raus|rin|rüber|rum|runter) inwiefern inwieweit"
    ),
    verdict=re.compile(_VERDICT.format("richtig|falsch|korrekt|genau|gut|schlecht|ja|nein|leider"), re.IGNORECASE),
    letter=Words("Option_[A-E] Antwort_[A-E] Variante_[A-E] Möglichkeit_[A-E]", flags=0),
    all_of_these=Words("alle_(?:der_)?(?:genannten|obigen|Antworten) keine[rs]?_(?:der_)?(?:genannten|obigen)"),
    evaluative=Words(
        "freundlich\\w* ehrlich\\w* respektvoll\\w* wertschätzend\\w* aggressiv\\w* stur(?:e[mnrs]?)? professionell\\w*"
        " höflich\\w* geduldig\\w* vernünftig\\w* patzig\\w* schroff(?:e[mnrs]?)? barsch(?:e[mnrs]?)? empathisch\\w*"
        " einfühlsam\\w* souverän\\w* konstruktiv\\w* genervt\\w* beleidigt\\w* arrogant\\w*"
    ),
    # nouns such as `Wissen` are something else
    vague_verb=Words("verstehen(?!_geben) kennen kennenlernen wissen begreifen lernen verinnerlichen", flags=0),
    time=Words(
        "heute\\w* \\w*morgen\\w* gestern\\w* jetzt gerade sofort gleich kürzlich neulich zuletzt bald demnächst"
        " \\w*woche\\w* \\w*tag \\w*tage[sn]? \\w*tags mittwoch\\w* \\w*stunden? \\w*minuten? \\w*sekunden?"
        " \\w*monat\\w* \\w*jahr\\w* \\w*abend\\w* \\w*mittag\\w* quartal\\w* nächste\\w* letzte\\w*"
        " vorige\\w* kommende\\w*"
        " januar februar märz april mai juni juli august september oktober november dezember"
    ),
    asks_name=Words(
        "wie_heißt wie_ist_(?:sein|ihr|der)_name mit_(?:vollem_|echtem_)?namen"
        " (?:den|ihren|seinen|dessen|deren)_(?:vollen_|echten_)?namen nennen_sie_die_person"
    ),
    negation=Words("nicht kein\\w* nie niemals niemand\\w* ohne statt"),
    women=re.compile(r"Frau\s+(?:Dr\.\s+)?[A-ZÄÖÜ]"),
    men=re.compile(r"Herrn?\s+(?:Dr\.\s+)?[A-ZÄÖÜ]"),
    informal=re.compile(
        r"(?<!\bdas )(?<!\bper )(?<!\bbeim )(?<!\bvom )\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b",
        re.IGNORECASE,
    ),
)

_ENGLISH = Language(
    quotes=("“", "”"),
    inner_quotes=("‘", "’"),
    asks=Words("what who whom whose which when where why how"),
    verdict=re.compile(
        _VERDICT.format("right|wrong|correct|incorrect|exactly|good|bad|yes|no|sadly|unfortunately"), re.IGNORECASE
    ),
    letter=Words("Option_[A-E] option_[A-E] Answer_[A-E] answer_[A-E]", flags=0),
    all_of_these=Words("all_of_(?:the_above|these_answers) none_of_(?:the_above|these)"),
    # words that are used of things and people too, such as `patient`, are left out
    evaluative=Words(
        "honest(?:ly)? respectful(?:ly)? appreciative(?:ly)? aggressive(?:ly)? stubborn(?:ly)? professionally"
        " polite(?:ly)? patiently curt(?:ly)? rude(?:ly)? empathetic(?:ally)? constructive(?:ly)? arrogant(?:ly)?"
        " snappy graciously"
    ),
    vague_verb=Words("understand know_(?:how|what|why|that|about) learn realise realize grasp become_aware be_aware"),
    time=Words(
        "today tonight tomorrow yesterday now weeks? days? hours? minutes? seconds? months? years? quarters? weekends?"
        " mornings? evenings? afternoons? noon lunchtime last next coming recently lately soon fortnight"
        " mondays? tuesdays? wednesdays? thursdays? fridays? saturdays? sundays?"
        " january february march april may june july august september october november december"
    ),
    asks_name=Words(
        "what_is_(?:his|her|their|the)_name (?:full|real)_name write_(?:down_)?(?:the|their|his|her)_name"
        " name_the_person name_of_the_person"
    ),
    negation=Words("not no nobody never without don’t doesn’t isn’t"),
    women=re.compile(r"M(?:s|rs|iss)\.?\s+[A-Z]"),
    men=re.compile(r"Mr\.?\s+[A-Z]"),
)

_LANGUAGES = {
    "de": _GERMAN,
    "de-ch": replace(_GERMAN, quotes=("«", "»"), inner_quotes=("‹", "›")),
    "en": _ENGLISH,
    "en-us": replace(_ENGLISH, spaced_dash=False),
}


def language_of(tag: str) -> Language | None:
    """Return what is known of a language by its tag, such as `de` or `en-US`, or None."""
    lower = tag.lower().replace("_", "-")
    return _LANGUAGES.get(lower) or _LANGUAGES.get(lower.split("-")[0])
