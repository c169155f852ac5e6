"""Learning Lessons: e-learning for child safeguarding partnerships."""
