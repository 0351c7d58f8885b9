"""Many cases at once: tables of facts graded in columns, and audited on the engine of one case."""
