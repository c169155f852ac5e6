"""Pure rules: the standard library only, no clock, no files, no database."""
