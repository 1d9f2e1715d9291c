"""Text to records, and what is said about text: sources, YAML, binding, markup, diagnostics."""
