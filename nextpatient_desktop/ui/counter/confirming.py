"""The staff member's word about the PC's date, asked for when the clinic does not believe it.

After long holidays, or when the PC's clock is wrong, no day is opened and nothing is given a number until
somebody who is signed in says that the date is right.
"""

from typing import TypeGuard

from nextpatient_desktop.clinic.days.messages import OpenDay
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import Day
from nextpatient_desktop.text import words_for_error
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.ports import Lane, NoticeAction


def is_date_in_doubt(error: Exception) -> TypeGuard[ClinicError]:
    """Whether a command was refused because nobody has said that the PC's date is right."""
    return isinstance(error, ClinicError) and error.code == "date_needs_confirmation"


def ask_about_date(error: ClinicError, clinic: Clinic, desk: Desk) -> None:
    """Say which date the PC believes in, with the button that confirms it."""
    words = words_for_error(desk.texts, error.code, error.params)
    _ = desk.texts.gettext
    command = OpenDay(is_date_confirmed=True)

    def confirmed(day: Day) -> None:
        today = desk.texts.short_date(day.date)
        desk.notices.success(desk.texts.gettext("Today is {today}.").format(today=today))

    def confirm() -> None:
        desk.tasks.run(Lane.CLINIC, lambda: clinic.execute(command), confirmed, desk.notices.error)

    action = NoticeAction(label=_("The date is right"), run=confirm)
    desk.notices.warning(words.what, detail=words.what_to_do, action=action)
