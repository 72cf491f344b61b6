"""`Session`: who is signed in at a counter, and the presenters of what they see."""

from typing import TYPE_CHECKING

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.domain.model import Counter, Staff
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.counter.acting import Doer

if TYPE_CHECKING:
    from nextpatient_desktop.ui.counter.board import BoardPresenter
    from nextpatient_desktop.ui.counter.news import NewsPresenter
    from nextpatient_desktop.ui.counter.printing import PaperPresenter
    from nextpatient_desktop.ui.counter.records import RecordsPresenter


@dataclass(frozen=True, kw_only=True)
class Session:
    """Who is signed in where, and the presenters of what they see."""

    clinic: Clinic
    staff: Staff
    counter: Counter
    board: "BoardPresenter"
    records: "RecordsPresenter"
    news: "NewsPresenter"
    papers: "PaperPresenter | None"
    leaving: Doer
