"""Cards as Anki renders them, without Anki: for pages and pictures."""
