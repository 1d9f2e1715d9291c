"""New courses, lessons, items and decks: files that an author begins with, and that build as they are."""
