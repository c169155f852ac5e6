"""Facts to bytes: certificates, transcripts, summaries and tables; no database, no requests."""
