"""What the user asked for and cannot have."""

from __future__ import annotations

__all__ = ["UsageError"]


class UsageError(Exception):
    """Raised for wrong usage, settings or paths; the message is one line for people, the exit status 2."""
