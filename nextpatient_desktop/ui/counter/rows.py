"""`Rows`: what is done with a token in the list rather than with the one at the counter."""

from collections.abc import Callable

from nextpatient_desktop.clinic.door import Clinic, Command
from nextpatient_desktop.clinic.tokens.questions import TokenStatus, TokenStatusView
from nextpatient_desktop.domain.ids import CommandId, CounterId, TokenId
from nextpatient_desktop.domain.lifecycle import AT_COUNTER
from nextpatient_desktop.domain.model import Token
from nextpatient_desktop.ui.counter import listing, words
from nextpatient_desktop.ui.counter.acting import Doer, undo_action
from nextpatient_desktop.ui.counter.commands import row_command
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.explaining import ExplainState, explanation
from nextpatient_desktop.ui.counter.state import RowAct
from nextpatient_desktop.ui.ports import Lane

_COMMANDS = {RowAct.RETURN: "ReturnToQueue", RowAct.RESUME: "Resume", RowAct.CANCEL: "Cancel"}


class Rows:
    """Acts on rows, explains them, and finds a token that is on no row."""

    def __init__(
        self,
        clinic: Clinic,
        desk: Desk,
        counter: CounterId,
        doer: Doer,
        *,
        changed: Callable[[], None],
        undo: Callable[[CommandId], None],
    ) -> None:
        self._clinic = clinic
        self._desk = desk
        self._counter = counter
        self._doer = doer
        self._changed = changed
        self._undo = undo

    def act(self, act: RowAct, token: Token, choice: str) -> None:
        """Do what the person chose in a row's menu."""
        sent: list[CommandId] = []

        def make(id_: CommandId) -> Command[Token]:
            sent.append(id_)
            return row_command(act, id_, self._counter, token.id, choice)

        def done(_result: Token) -> None:
            # A call is seen in the middle of the board; the others happen at its edge.
            if act in _COMMANDS:
                said = words.what_was_done(self._desk.texts, _COMMANDS[act], token.code)
                self._desk.notices.success(said, action=undo_action(self._desk, self._undo, sent[0]))
            self._changed()

        self._doer.do((act, token.id, choice, token.state), make, done)

    def explain(self, token: TokenId, show: Callable[[ExplainState], None]) -> None:
        """Find out why a token stands where it stands."""
        query = TokenStatus(token=token)
        self._desk.tasks.run(
            Lane.CLINIC,
            lambda: self._clinic.ask(query),
            lambda status: show(explanation(self._desk, status)),
            self._desk.notices.error,
        )

    def locate(self, typed: str, found: Callable[[TokenStatusView], None]) -> None:
        """Find a token of any department by what was typed: a code, or a ticket's link from a scanner."""
        query = TokenStatus(link=typed) if listing.looks_scanned(typed) else TokenStatus(code=typed)
        self._desk.tasks.run(Lane.CLINIC, lambda: self._clinic.ask(query), found, self._desk.notices.error)

    def tell_where(self, status: TokenStatusView) -> None:
        """Say where a token is that is not on this board."""
        texts = self._desk.texts
        token = status.token
        place = words.named(texts, status.department, status.department_names)
        if token.state in AT_COUNTER and status.counter:
            place = words.named(texts, status.counter, status.counter_names)
        said = texts.gettext("{code}: {state}, {place}").format(
            code=token.code, state=words.token_state(texts, token.state), place=place
        )
        is_in_line = status.place is not None and status.place > 1
        detail = texts.place_in_line(status.place) if is_in_line and status.place is not None else ""
        self._desk.notices.info(said, detail=detail)
