"""The folder of files that managers asked for: outside everything that is served, each whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class PrintStore:
    """Files of certificates, by the number of their request."""

    folder: Path

    def path(self, job_id: int, form: str) -> Path | None:
        """Return where a file lies, or None if it is not there."""
        target = self.folder / f"{job_id}.{form}"
        return target if target.is_file() else None

    @contextmanager
    def writing(self, job_id: int, form: str) -> Iterator[BinaryIO]:
        """Give a file to write to, which has its name only when it is whole."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self.folder / f"{job_id}.{form}"
        part = target.with_name(f"{target.name}.part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with part.open("wb") as out:
            yield out
        part.replace(target)

    def remove(self, job_id: int) -> None:
        """Delete what there is of a file."""
        for path in self.folder.glob(f"{job_id}.*"):
            path.unlink(missing_ok=True)
