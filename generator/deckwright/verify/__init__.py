"""Packages opened again: by zip and SQLite alone, and by the real Anki where it is installed."""
