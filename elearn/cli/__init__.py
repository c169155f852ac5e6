"""The ``elearn`` command: serving, content, and the administration that has no page yet."""

import click

from elearn.cli import (
    certificates,
    content,
    imports,
    mail,
    people,
    quizzes,
    reference,
    serve,
    standings,
)


@click.group()
def main() -> None:
    """Learning Lessons: e-learning for child safeguarding partnerships."""


for room in (serve, content, people, imports, certificates, mail, quizzes, standings, reference):
    for command in room.COMMANDS:
        main.add_command(command)
