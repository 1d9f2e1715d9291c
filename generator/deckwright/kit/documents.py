"""The printed documents of a kit, made side by side."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from deckwright.kit.typesetting import Overflow, Sizes, Typeset, card_sizes, typeset

CARDS = ("cards-fold", "cards-duplex")
DOCUMENTS = (
    "guide",
    "handout",
    *CARDS,
    "roles",
    "handover",
    "transfer",
    "evaluation",
    "protection",
    "preparation",
)
"""All documents, by template; `words/LANGUAGE/files.yaml` names their files."""

WORKERS = 3
"""Documents made at a time: Typst itself uses more than one core for each, and more gain nothing."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document, the texts that do not fit into it, and the seconds it took."""

    pdf: bytes
    overflows: tuple[Overflow, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents that are being made."""

    sizes: Future[Sizes]
    documents: Mapping[str, Future[tuple[Typeset, float]]]

    def done(self) -> Iterator[tuple[str, Printed]]:
        """Yield each document by its template, in their order; waits for what is not ready yet."""
        for name in DOCUMENTS:
            made, seconds = self.documents[name].result()
            cards = self.sizes.result().overflows if name == CARDS[0] else ()
            yield name, Printed(made.pdf, made.overflows + cards, seconds)


def begin(pool: Executor, data: str, pictures: Mapping[str, bytes]) -> Documents:
    """Begin to make all documents from data, which is JSON; Typst works outside of Python's lock."""

    def made(document: str, sizes: Future[Sizes] | None = None) -> tuple[Typeset, float]:
        known = sizes.result().of if sizes else None
        began = time.perf_counter()
        return typeset(document, data, pictures, known), time.perf_counter() - began

    sizes = pool.submit(card_sizes, data, pictures)
    others = {name: pool.submit(made, name) for name in DOCUMENTS if name not in CARDS}
    return Documents(sizes, others | {name: pool.submit(made, name, sizes) for name in CARDS})
