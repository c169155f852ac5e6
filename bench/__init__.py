"""What ``make bench`` runs: the ratios that the design promises, measured side by side."""
