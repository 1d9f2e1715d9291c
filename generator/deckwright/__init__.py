"""Compile lessons written in YAML into Anki packages."""

__version__ = "0.5.0"
