"""HTTP only: one blueprint for each feature, forms, guards, errors and filters."""
