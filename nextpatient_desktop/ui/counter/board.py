"""`BoardPresenter`: the counter's board, live: what it shows, and every act on a token."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Protocol

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SetAvailability
from nextpatient_desktop.clinic.tokens.messages import Undo, Undone
from nextpatient_desktop.clinic.tokens.questions import Board, BoardView, TokenCard, TokenStatusView
from nextpatient_desktop.domain.ids import CommandId, DepartmentId, TokenId
from nextpatient_desktop.domain.model import Availability, BreakReason, Counter, Staff
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.counter import listing, serving, top, words
from nextpatient_desktop.ui.counter.acting import Doer
from nextpatient_desktop.ui.counter.commands import command_of
from nextpatient_desktop.ui.counter.confirming import is_date_in_doubt
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.explaining import ExplainState
from nextpatient_desktop.ui.counter.listing import Looking
from nextpatient_desktop.ui.counter.reach import Reach
from nextpatient_desktop.ui.counter.records import Subject, subject_of
from nextpatient_desktop.ui.counter.rows import Rows
from nextpatient_desktop.ui.counter.send_target import SendTarget
from nextpatient_desktop.ui.counter.serving import Doing
from nextpatient_desktop.ui.counter.state import (
    Act,
    BoardState,
    CurrentState,
    Filter,
    RowAct,
    RowActState,
    Standing,
)
from nextpatient_desktop.ui.ending import has_ended
from nextpatient_desktop.ui.live import Answer, Refresher
from nextpatient_desktop.ui.ports import Cancellable

TICK = 1.0
NOT_ALLOWED = "not_allowed"
DOUBLE_PRESS = 0.4
"""Seconds for which a new token's buttons take no press: the second half of a double click was meant for the
token before."""


class BoardPanel(Protocol):
    """What the board is drawn on."""

    def render(self, state: BoardState) -> None:
        """Show this state, whole."""
        ...

    def show_explanation(self, state: ExplainState) -> None:
        """Show why a token stands where it stands."""
        ...


@dataclass(frozen=True, kw_only=True)
class BoardEvents:
    """Whom the board tells what."""

    subject_changed: Callable[[Subject | None, str], None]
    """Whose records are to be shown, and why nothing can be changed now."""
    position_changed: Callable[[], None]
    """Something in the clinic changed."""
    signed_out_elsewhere: Callable[[], None]
    """The person is no longer signed in at this counter."""


class BoardPresenter:
    """Holds the board's state. Everything shown comes from one answer of `Board`; nothing is patched."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        desk: Desk,
        view: BoardPanel,
        counter: Counter,
        staff: Staff,
        events: BoardEvents,
    ) -> None:
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._counter = counter
        self._staff = staff
        self._events = events
        self._looking = Looking()
        self._pinned: TokenId | None = None
        self._board: BoardView | None = None
        self._reach = Reach(clinic, desk)
        self._refused: Exception | None = None
        self._settling: Act | None = None
        self._quiet_until = 0.0
        self._step: Hashable = None
        self._ticker: Cancellable | None = None
        self._is_stopped = False
        self._target = SendTarget(clinic, desk, counter.id, self._show)
        self._doer = Doer(clinic, desk, self._show)
        self._rows = Rows(clinic, desk, counter.id, self._doer, changed=self._changed, undo=self.undo)
        self._refresher: Refresher[BoardView] = Refresher(
            desk.tasks, desk.scheduler, lambda: clinic.ask(Board(counter=counter.id)), self._answered
        )
        self._state = BoardState()

    # --- what it is told by the program ---------------------------------------------------------------------

    @property
    def state(self) -> BoardState:
        """What is shown."""
        return self._state

    @property
    def board(self) -> BoardView | None:
        """The last answer."""
        return self._board

    def start(self) -> None:
        """Ask for the board, and let its times tick."""
        self._show()
        self._refresher.refresh()
        self._ticker = self._desk.scheduler.call_every(TICK, self._show)
        self._target.start()

    def stop(self) -> None:
        """Ask, tick and draw no more: the panel belongs to the next person."""
        self._is_stopped = True
        self._refresher.stop()
        if self._ticker is not None:
            self._ticker.cancel()

    def refresh(self) -> None:
        """Something in the clinic changed."""
        self._refresher.refresh()

    def redraw(self) -> None:
        """Show the same in the desk's present language."""
        self._show()

    # --- the list -------------------------------------------------------------------------------------------

    def filter_chosen(self, which: Filter) -> None:
        """The person chose which tokens to see."""
        self._look(filter=which, search="")

    def searched(self, text: str) -> None:
        """The person typed into the search."""
        self._look(search=text)

    def search_entered(self) -> None:
        """The person pressed Enter in the search, or a scanner did: find the token wherever it is."""
        typed = self._looking.search.strip()
        rows = self._state.list.rows
        if not typed or self._board is None:
            return
        if rows and not listing.looks_scanned(typed):
            self._look(chosen=rows[0].token)
        else:
            self._rows.locate(typed, self._found)

    def row_chosen(self, token: TokenId | None) -> None:
        """The person chose a row."""
        self._look(chosen=token)

    def row_acts(self, token: TokenId) -> tuple[RowActState, ...]:
        """What can be done with a row now."""
        card = self._card(token)
        if self._board is None or card is None:
            return ()
        return listing.row_acts(self._desk.texts, self._board, card, self._reach.refusal())

    def row_acted(self, act: RowAct, token: TokenId, choice: str = "") -> None:
        """The person chose an entry of a row's menu; `choice` is the reason's value where there is one."""
        card = self._card(token)
        if card is None:
            return
        if act is RowAct.EXPLAIN:
            self._rows.explain(token, self._view.show_explanation)
        elif act is RowAct.RECORDS:
            self._pin(token)
        elif refusal := self._reach.refusal():
            self._desk.notices.warning(refusal)
        elif act is RowAct.CALL and not choice:
            self.pressed(Act.CALL_NEXT)
        else:
            self._rows.act(act, card.token, choice)

    # --- the token at the counter ---------------------------------------------------------------------------

    def next_pressed(self) -> None:
        """F9: complete and call next, or call next while nobody is here."""
        is_idle = self._board is None or self._board.current is None
        self.pressed(Act.CALL_NEXT if is_idle else Act.COMPLETE_AND_CALL_NEXT)

    def pressed(self, act: Act) -> None:
        """The person pressed a button or its key. `Act.SEND` is the panel's own affair: it opens a form."""
        board = self._board
        if board is None or self._is_busy() or self._desk.scheduler.monotonic() < self._quiet_until:
            return
        refusal = serving.refusal_of(self._desk, board, act, Doing(refusal=self._reach.refusal()))
        if refusal:
            self._desk.notices.warning(refusal)
            return
        self._do_act(act, board)

    def undo_pressed(self) -> None:
        """Ctrl+Z: take back the last thing this person did."""
        offer = self._board.undo if self._board is not None else None
        if offer is None or offer.until <= self._desk.scheduler.now():
            self._desk.notices.info(self._desk.texts.gettext("There is nothing to take back."))
            return
        self.undo(offer.command)

    def undo(self, command: CommandId) -> None:
        """Take back a command of this person's."""
        if refusal := self._reach.refusal():
            self._desk.notices.warning(refusal)
            return

        def done(undone: Undone) -> None:
            texts = self._desk.texts
            what = words.what_was_done(texts, undone.what, undone.code)
            self._desk.notices.info(texts.gettext("Taken back: {what}").format(what=what))
            self._changed()

        self._doer.do(("undo", command), lambda id_: Undo(id=id_, command=command), done)

    def sent(self, department: DepartmentId) -> None:
        """The token was sent to a department: that is where the next one probably goes too."""
        self._target.sent(department)
        self._changed()

    def send_target(self) -> DepartmentId | None:
        """Where the button `Send to` leads."""
        return self._target.department

    def send_refusal(self) -> str:
        """Why nobody can be sent on now, empty when it can be done."""
        if self._board is None:
            return self._desk.texts.gettext("Nobody is at this counter")
        return serving.refusal_of(self._desk, self._board, Act.SEND, Doing(refusal=self._reach.refusal()))

    def refusal(self) -> str:
        """Why nothing can be changed now, empty when it can."""
        return self._reach.refusal()

    def availability_chosen(self, value: Availability, reason: BreakReason | None = None) -> None:
        """The person takes a break, goes or is back."""
        if refusal := self._reach.refusal():
            self._desk.notices.warning(refusal)
            return

        def done(staff: Staff) -> None:
            self._staff = staff
            self._changed()

        step = ("availability", value, reason)
        self._doer.do(step, lambda i: SetAvailability(id=i, availability=value, reason=reason), done)

    def unpinned(self) -> None:
        """The person is done with another visit's records."""
        self._pinned = None
        self._show()

    def changed(self) -> None:
        """A panel of this counter changed something: ask at once instead of waiting to be told."""
        self._changed()

    # --- doing ----------------------------------------------------------------------------------------------

    def _do_act(self, act: Act, board: BoardView) -> None:
        current = board.current.token.id if board.current is not None else None

        self._settling = act
        self._doer.do(
            (act, self._step),
            lambda id_: command_of(act, id_, self._counter.id, current),
            lambda _result: self._act_done(),
            self._act_failed,
        )

    def _act_done(self) -> None:
        """Stay busy until the board shows what came of it."""
        self._refresher.refresh()
        self._show()

    def _act_failed(self, error: Exception) -> None:
        self._settling = None
        if not is_date_in_doubt(error):  # about that, the doer asks
            self._desk.notices.error(error)
        self._changed()

    def _found(self, status: TokenStatusView) -> None:
        """A token was looked for by its code or its ticket: show it, or say where it is."""
        board = self._board
        which = listing.filter_with(board, status.token.id) if board is not None else None
        if which is not None:
            self._look(filter=which, search="", chosen=status.token.id)
            return
        self._look(search="")
        self._rows.tell_where(status)

    def _pin(self, token: TokenId) -> None:
        board = self._board
        is_current = board is not None and board.current is not None and board.current.token.id == token
        self._pinned = None if is_current else token
        self._show()

    # --- state ----------------------------------------------------------------------------------------------

    def _answered(self, answer: Answer[BoardView]) -> None:
        board = answer.value
        is_lost = self._reach.note(answer.error)
        if answer.error is not None:
            self._settling = None
            if not is_lost and self._is_turned_away(answer.error):
                return
        elif board is not None:
            self._refused = None
            was = self._board
            self._board = board
            self._note_step(board)
            self._settling = None
            if board.staff is None or board.staff.id != self._staff.id:
                self._events.signed_out_elsewhere()
                return
            if was is None or was.position != board.position:
                self._events.position_changed()
        self._show()

    def _is_turned_away(self, error: Exception) -> bool:
        """Say why the board cannot be had, once; true if it is because the person's access ended."""
        if isinstance(error, ClinicError) and error.code == NOT_ALLOWED:
            self._events.signed_out_elsewhere()
            return True
        if has_ended(error) and self._desk.session_over():
            return False
        if error != self._refused:
            self._desk.notices.error(error)
        self._refused = error
        return False

    def _note_step(self, board: BoardView) -> None:
        """Notice that another step is shown: fresh ids, and no press that was meant for the one before."""
        token = board.current.token if board.current is not None else None
        step = (token.id, token.state, token.calls) if token is not None else ("idle",)
        if step != self._step:
            if self._settling is not None:
                self._quiet_until = self._desk.scheduler.monotonic() + DOUBLE_PRESS
            self._step = step
            self._doer.forget()

    def _changed(self) -> None:
        self._refresher.refresh()
        self._show()

    def _is_busy(self) -> bool:
        return self._doer.running is not None or self._settling is not None

    def _card(self, token: TokenId) -> TokenCard | None:
        return listing.card_of(self._board, token) if self._board is not None else None

    def _look(self, **changes: object) -> None:
        self._looking = replace(self._looking, **changes)  # type: ignore[arg-type]
        self._show()

    def _slow_act(self) -> Act | None:
        return self._settling if self._doer.is_slow else None

    def _show(self) -> None:
        if self._is_stopped:
            return
        reach = self._reach.state()
        refusal = top.out_of_reach(self._desk.texts, reach)
        board = self._board
        bar = top.top_state(self._desk, board, self._staff, reach, refusal)
        if board is None:
            counter = self._counter.name_in(self._desk.texts.language)
            waiting = CurrentState(standing=Standing.LOADING)
            unknown = listing.unknown_list(self._desk, self._looking, refusal)
            self._state = BoardState(top=replace(bar, counter=counter), list=unknown, current=waiting)
        else:
            doing = Doing(slow=self._slow_act(), send_to=self._target.name, refusal=refusal)
            self._state = BoardState(
                top=bar,
                list=listing.list_state(self._desk, board, self._looking, refusal),
                current=serving.current_state(self._desk, board, doing),
                today=top.today_figures(self._desk, board),
                rooms=top.other_rooms(self._desk, board),
                is_stale=not reach.is_connected,
            )
        self._view.render(self._state)
        self._events.subject_changed(self._subject(), refusal)

    def _subject(self) -> Subject | None:
        if self._board is None:
            return None
        pinned = self._card(self._pinned) if self._pinned is not None else None
        if pinned is None:
            self._pinned = None
        return subject_of(self._board, pinned)
