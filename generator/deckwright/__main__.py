"""`python -m deckwright`."""

from deckwright.cli import main

main(prog_name="deckwright")
