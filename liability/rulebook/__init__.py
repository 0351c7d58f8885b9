"""A pack of rules from YAML to a typed, checked, immutable rulebook."""
