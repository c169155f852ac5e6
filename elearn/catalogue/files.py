"""Content files read as text and as YAML, with every fault collected."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ValidationError

from elearn.catalogue.faults import Fault, faults_of

Model = TypeVar("Model", bound=BaseModel)


class _Strict:
    """What a loader needs for a key that stands twice to be a fault, not a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)  # type: ignore[attr-defined]
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key must be plain text", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f'key "{key}" stands twice', key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)  # type: ignore[misc, no-any-return]


class _StrictLoader(_Strict, yaml.SafeLoader):
    """The loader that says best what is wrong."""


class _FastLoader(_Strict, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same in C, where PyYAML has it: half the time to start."""


# Dates stay text: the schema reads them, and can name the key of one that does not exist.
for _loader in (_StrictLoader, _FastLoader):
    _loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    _loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


def read_text(path: Path, file: str, faults: list[Fault]) -> str | None:
    r"""Return a file's text with line ends as ``\n``, or None after noting a fault."""
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        faults.append(Fault(file, "", "file not found"))
    except UnicodeDecodeError as error:
        faults.append(Fault(file, "", f"not UTF-8 text at byte {error.start}"))
    except OSError as error:
        faults.append(Fault(file, "", f"cannot be read: {error.strerror}"))
    return None


def parse(model: type[Model], text: str, file: str, faults: list[Fault]) -> Model | None:
    """Return YAML text as a model, or None after noting each fault with its key."""
    try:
        data = _yaml(text)
        return model.model_validate(data if data is not None else {})
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}" if mark else ""
        faults.append(Fault(file, line, f"not YAML: {error.problem}"))
    except ValidationError as error:
        faults.extend(faults_of(file, error))
    except (yaml.YAMLError, ValueError) as error:
        faults.append(Fault(file, "", f"not YAML: {str(error).splitlines()[0]}"))
    except RecursionError:
        faults.append(Fault(file, "", "not YAML: nested too deeply"))
    return None


def _yaml(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_FastLoader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 (a SafeLoader)


def split_front_matter(text: str, file: str, faults: list[Fault]) -> tuple[str, str] | None:
    """Return (front matter, body) of a Markdown file, or None after noting a fault."""
    handler = YAMLHandler()
    if not handler.detect(text):
        faults.append(Fault(file, "", "starts without front matter between lines of ---"))
        return None
    try:
        matter, body = handler.split(text)
    except ValueError:
        faults.append(Fault(file, "", "the front matter has no closing line of ---"))
        return None
    return matter, body
