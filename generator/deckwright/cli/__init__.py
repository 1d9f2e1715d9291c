"""The command line: arguments, one call, printing, exit codes."""

from deckwright.cli.main import main

__all__ = ["main"]
