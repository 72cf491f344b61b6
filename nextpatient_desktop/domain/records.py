"""`dataclass`: the standard one, whose methods are compiled at the first use of the class.

The standard decorator compiles six methods for each class when the module is imported: half a millisecond,
and a mode imports up to two hundred of them, of which it uses a few before its first frame. So here a class
stays as it was written until it is first instantiated, or until somebody asks for its fields; then the
standard decorator does its work. Mistakes in a class (a default that is mutable) show at that moment.

Without `slots`: a slotted class would have to be made twice.
"""

import dataclasses
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

__all__ = ["dataclass"]

C = TypeVar("C", bound=type[Any])

_FIELDS: Final = "__dataclass_fields__"
_OF_EVERY_CLASS: Final = frozenset({"__dict__", "__weakref__", "__init__", _FIELDS})
_lock = threading.RLock()  # again from within: a class completes those that it inherits from

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        *, frozen: bool = False, kw_only: bool = False, eq: bool = True, order: bool = False
    ) -> Callable[[C], C]:
        """As `dataclasses.dataclass`, with those of its options that are used here."""
        options = {"frozen": frozen, "kw_only": kw_only, "eq": eq, "order": order}

        def decorate(cls: C) -> C:
            written = {name: value for name, value in vars(cls).items() if name not in _OF_EVERY_CLASS}
            fields = _Fields(cls, written, options)
            setattr(cls, _FIELDS, fields)
            cls.__init__ = fields.first_init()
            return cls

        return decorate


class _Fields:
    """Stands for a class's fields until somebody needs the class complete."""

    def __init__(self, cls: type[Any], written: dict[str, Any], options: dict[str, bool]) -> None:
        self._cls = cls
        self._written = written
        self._options = options

    def __get__(self, instance: object, owner: type[Any]) -> Any:  # noqa: ANN401 - the standard library's own
        self.complete()
        return getattr(owner, _FIELDS)

    def first_init(self) -> Callable[..., None]:
        """What `__init__` is until the class is complete."""

        def __init__(self_: object, /, *args: object, **values: object) -> None:
            self.complete()
            self._cls.__init__(self_, *args, **values)

        return __init__

    def complete(self) -> None:
        """Let the standard decorator work on a copy, and take over what it made, `__init__` last.

        Until that is in its place, every other thread that makes an instance comes by here and waits.
        """
        cls, written = self._cls, self._written
        with _lock:
            if cls.__dict__[_FIELDS] is not self:
                return
            space = written | {"__annotations__": cls.__annotations__}
            again: Any = type(cls)(cls.__name__, cls.__bases__, space)  # type: ignore[misc]  # a metaclass
            made = vars(dataclasses.dataclass(**self._options)(again))
            for name in written.keys() - made.keys():  # a default_factory leaves no class attribute
                delattr(cls, name)
            for name, value in made.items():
                if name not in _OF_EVERY_CLASS and written.get(name, self) is not value:
                    setattr(cls, name, value)
            if self._options["frozen"]:  # the standard ones would compare with the copy
                for name, refuse in _REFUSALS.items():
                    setattr(cls, name, refuse)
            setattr(cls, _FIELDS, made[_FIELDS])
            cls.__init__ = made["__init__"]


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


_REFUSALS: Final = {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
