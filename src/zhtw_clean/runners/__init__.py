"""A runner is a map over tasks, nothing more."""
