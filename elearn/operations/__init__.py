"""Use cases: a session, the catalogue, who and when go in; facts come out. Never a commit."""
