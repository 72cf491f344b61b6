"""All definitions and their texts."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Final

from nextpatient_desktop.storage.sql.building import Definition, Family

TOPICS: Final = (
    "alerts",
    "credentials",
    "days",
    "journal",
    "outcomes",
    "patients",
    "records",
    "tokens",
    "visits",
)


DATABASES: Final = ("sqlite", "postgresql")


def compiled(database: str, name: str, variant: tuple[int | str, ...] = ()) -> tuple[str, tuple[object, ...]]:
    """The text for a database and the constants of `topic.NAME`, or of a family's variant.

    Raises:
        AttributeError: there is none of that name.
    """
    topic, _, wanted = name.partition(".")
    found: Definition | Family = getattr(_module(topic), wanted)
    return (found(*variant) if isinstance(found, Family) else found).compiled(database)


def all_names() -> Iterator[tuple[str, tuple[int | str, ...]]]:
    """Every statement and every variant that is compiled beforehand."""
    for topic in TOPICS:
        for name, thing in vars(_module(topic)).items():
            if isinstance(thing, Definition):
                yield f"{topic}.{name}", ()
            elif isinstance(thing, Family):
                for variant in thing.variants:
                    yield f"{topic}.{name}", variant


def _module(topic: str) -> ModuleType:
    return import_module(f"{__package__}.{topic}")
