"""A course as Anki notes: identity, note types, fields, and the package."""
