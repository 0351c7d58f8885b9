"""Conclusions to the determination: outcomes, proof, what is missing, what would change it."""
