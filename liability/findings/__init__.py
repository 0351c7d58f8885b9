"""Facts to findings: one condition language, run on one case."""
