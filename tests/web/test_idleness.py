"""A browser that is signed in stays so while it is used, and its cookie is not signed each time."""

from tests.conftest import Clock
from tests.journey import Visitor


def test_the_cookie_is_renewed_only_every_five_minutes(learner: Visitor, clock: Clock) -> None:
    learner.read("/learning")
    assert "Set-Cookie" not in learner.read("/learning").headers
    clock.forward(minutes=4, seconds=59)
    assert "Set-Cookie" not in learner.read("/learning").headers
    clock.forward(seconds=1)
    renewed = learner.read("/learning").headers["Set-Cookie"]
    assert "Expires=" in renewed
    assert "Set-Cookie" not in learner.read("/learning").headers


def test_files_for_everyone_set_no_cookie(learner: Visitor, clock: Clock) -> None:
    clock.forward(minutes=6)
    page = learner.get("/static/dist/app.css")
    assert "Set-Cookie" not in page.headers
