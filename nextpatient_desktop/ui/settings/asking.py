"""Questions that stand in the way of going on: unsaved changes, closing for good. Without Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from nextpatient_desktop.text.texts import Texts


class Weight(StrEnum):
    """How much a choice asks to be taken."""

    MAIN = "main"
    DANGER = "danger"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """One way to go on."""

    words: str
    run: Callable[[], None]
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """A question with its choices; the last one changes nothing, and Escape takes it."""

    title: str
    detail: str
    choices: tuple[Choice, ...]


class Asking:
    """Asks one question at a time."""

    def __init__(self, show: Callable[[Question | None], None]) -> None:
        """`show` shows a question, or with None that there is none."""
        self._show = show
        self._question: Question | None = None

    @property
    def question(self) -> Question | None:
        """What is asked now."""
        return self._question

    def ask(self, question: Question) -> None:
        """Ask this instead of what was asked before."""
        self._question = question
        self._show(question)

    def answered(self, number: int) -> None:
        """The person took a choice, by its number from 0."""
        question, self._question = self._question, None
        if question is None:
            return
        self._show(None)
        question.choices[number].run()

    def drop(self) -> None:
        """Ask nothing any more."""
        if self._question is not None:
            self._question = None
            self._show(None)


def confirmation(texts: Texts, title: str, detail: str, words: str, run: Callable[[], None]) -> Question:
    """Whether something grave is meant."""
    return Question(
        title=title,
        detail=detail,
        choices=(
            Choice(words=words, run=run, weight=Weight.DANGER),
            Choice(words=texts.gettext("Cancel"), run=lambda: None),
        ),
    )


def unsaved(texts: Texts, name: str, *, save: Callable[[], None], discard: Callable[[], None]) -> Question:
    """What is to become of changes that were not saved."""
    _ = texts.gettext
    title = _("Save the changes to {name}?").format(name=name) if name else _("Save the changes?")
    return Question(
        title=title,
        detail=_("What you typed is not saved yet."),
        choices=(
            Choice(words=_("Save"), run=save, weight=Weight.MAIN),
            Choice(words=_("Discard"), run=discard, weight=Weight.DANGER),
            Choice(words=_("Stay here"), run=lambda: None),
        ),
    )
