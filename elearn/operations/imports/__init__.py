"""People, units and history from files: read, looked at before, applied, answered row by row."""
