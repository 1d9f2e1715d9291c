"""A project in memory, as an author works on it: cards on demand, and only what has changed is read again."""

from deckwright.live.project import Live

__all__ = ["Live"]
