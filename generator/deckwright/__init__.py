"""Compile lessons written in YAML into Anki packages."""

__version__ = "0.4.0"
