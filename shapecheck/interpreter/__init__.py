"""From Python source to facts, without running it."""
