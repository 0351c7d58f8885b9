"""YAML as it is written, with the place of everything, and problems as they are shown."""
