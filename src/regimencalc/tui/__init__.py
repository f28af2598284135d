"""The planner: a terminal UI that shows courses and sends decisions, and computes nothing."""
