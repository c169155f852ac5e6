"""The demonstration partnership grown to any size: made-up people with two years of history."""
