"""A determination for readers: screen, trees, Markdown."""
