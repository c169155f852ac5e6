"""Messages and their delivery by SMTP."""
