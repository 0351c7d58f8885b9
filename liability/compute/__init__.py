"""Compute accounting: a lineage to Training Compute, Output Compute and inference rate."""
