"""The days that handed-over tokens belong to: the present one, those that ended, and those nobody opened."""

from dataclasses import replace
from datetime import date, datetime

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.days.figures import day_figures
from nextpatient_desktop.clinic.days.rolling import date_at
from nextpatient_desktop.clinic.ports import StoredDay
from nextpatient_desktop.domain.handover import is_possible_day
from nextpatient_desktop.domain.lifecycle import expired
from nextpatient_desktop.domain.model import Day, Token
from nextpatient_desktop.domain.numbering import Code, series_sequence


class AdoptedDays:
    """Finds the day of each token, and brings the figures of days that had ended up to date."""

    def __init__(self, ctx: CommandContext, last_contact: datetime | None) -> None:
        """The present day is opened where nobody did yet: the kiosk is there, and so are the patients."""
        self._ctx = ctx
        self._present = ctx.today()
        self._contact_day = None if last_contact is None else date_at(ctx, last_contact)
        self._ended: dict[date, int] = {}

    def day_for(self, stated: date, at: datetime) -> date:
        """The day on which a token counts: the stated one, if it can be.

        Else the kiosk's date was wrong, and it counts where its instant is put.
        """
        present = self._present.date
        if not is_possible_day(stated, present=present, contact_day=self._contact_day):
            stated = min(date_at(self._ctx, at), present)
        if stated != present:
            self._require(stated, at)
        return stated

    def note(self, day: date) -> None:
        """A token was added to a day."""
        if day != self._present.date:
            self._ended.setdefault(day, 0)

    def note_number(self, day: date, code: Code) -> None:
        """A number of a kiosk's series was given: it counts, and letter and series are in use that day."""
        days = self._ctx.uow.days
        days.raise_number(day, code.letter, 0)
        days.raise_number(day, series_sequence(code), code.number)

    def expire(self, token: Token) -> bool:
        """Let a token expire whose day has ended; false while its day is the present one."""
        if token.day == self._present.date:
            return False
        ctx = self._ctx
        stored = ctx.uow.days.get(token.day)
        ended_at = stored.day.closed_at if stored is not None else None
        after = expired(token, max(ended_at or ctx.now, token.issued_at))
        ctx.uow.tokens.save(after)
        ctx.change_as_system("token.expired", token, after)
        self._ended[token.day] = self._ended.get(token.day, 0) + 1
        return True

    def finish(self) -> list[tuple[date, int]]:
        """Store the figures of the ended days anew; returns those in which tokens expired, with how many."""
        ctx = self._ctx
        for day in self._ended:
            stored = ctx.uow.days.get(day)
            if stored is None:
                continue
            figures = day_figures(ctx, day)
            ctx.uow.days.save(StoredDay(day=stored.day, summary=codec.write(figures)))
            ctx.emit_as_system(
                "day.corrected",
                day=day,
                issued=figures.issued,
                completed=figures.completed,
                missed=figures.missed,
                cancelled=figures.cancelled,
                expired=figures.expired,
            )
        return [(day, count) for day, count in sorted(self._ended.items()) if count]

    def _require(self, date_: date, at: datetime) -> None:
        """Make a past day that nobody opened, and take a voided one back into use: it was not empty."""
        ctx = self._ctx
        stored = ctx.uow.days.get(date_)
        if stored is not None and not stored.day.voided:
            return
        if stored is not None:
            day = replace(stored.day, voided=False, closed_at=stored.day.closed_at or ctx.now)
        else:
            day = Day(date=date_, opened_at=at, closed_at=ctx.now)
        ctx.uow.days.save(StoredDay(day=day))
        ctx.emit_as_system("day.opened", day=date_, is_confirmed=False)
        self._ended.setdefault(date_, 0)
