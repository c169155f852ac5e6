"""The GOV.UK widgets, with a defect of theirs mended in small subclasses."""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
)


def _without_empty_hint(params: dict[str, Any]) -> dict[str, Any]:
    """Drop the hint that groups without a description would get, empty, read out as a pause."""
    if not params.get("hint", {}).get("text"):
        params.pop("hint", None)
    return params


class Radios(GovRadioInput):  # type: ignore[misc]
    """Radio buttons."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the parameters of the macro."""
        return _without_empty_hint(super().map_gov_params(field, **kwargs))


class Checkboxes(GovCheckboxesInput):  # type: ignore[misc]
    """Several checkboxes."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the parameters of the macro."""
        return _without_empty_hint(super().map_gov_params(field, **kwargs))


class Checkbox(GovCheckboxInput):  # type: ignore[misc]
    """One checkbox."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the parameters of the macro."""
        return _without_empty_hint(super().map_gov_params(field, **kwargs))


class FileInput(GovFileInput):  # type: ignore[misc]
    """A file to choose, never wider than a phone."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the parameters of the macro."""
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        params.setdefault("classes", "govuk-!-width-full")
        return params
