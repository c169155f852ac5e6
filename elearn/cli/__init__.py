"""The ``elearn`` command: serving, content, and the administration that has no page yet."""

import click

from elearn.cli import (
    certificates,
    content,
    demo,
    imports,
    mail,
    people,
    printing,
    quizzes,
    reference,
    serve,
    standings,
)


@click.group()
def main() -> None:
    """Learning Lessons: e-learning for child safeguarding partnerships."""


ROOMS = (
    serve, content, people, demo, imports, certificates, mail, printing, quizzes, standings,
    reference,
)  # fmt: skip

for room in ROOMS:
    for command in room.COMMANDS:
        main.add_command(command)
