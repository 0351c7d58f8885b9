"""Statements about the rulebook itself: its tests, and what is encoded where."""
