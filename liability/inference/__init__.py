"""Findings to conclusions, on durable-rules."""
