"""Content files made into a Catalogue, once, at start."""
