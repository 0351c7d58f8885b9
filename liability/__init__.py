"""liability: who answers for the harm an AI system does, and why."""

__version__ = "0.1.0"
