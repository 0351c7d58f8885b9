"""A case file to typed facts."""
