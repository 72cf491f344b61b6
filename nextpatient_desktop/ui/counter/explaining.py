"""Why a token stands where it stands, in words: who is called before it and why."""

from nextpatient_desktop.clinic.tokens.questions import TokenStatusView
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.desk import Desk

MOST_NAMED = 12


@dataclass(frozen=True, kw_only=True)
class ExplainState:
    """The explanation as it is shown: `before` are (code, why) in order of calling."""

    title: str
    text: str
    before: tuple[tuple[str, str], ...] = ()
    more: str = ""


def explanation(desk: Desk, status: TokenStatusView) -> ExplainState:
    """What is known of a token's place."""
    texts = desk.texts
    _ = texts.gettext
    code = status.token.code
    if status.place is None:
        state = words.token_state(texts, status.token.state)
        return ExplainState(title=code, text=_("It does not wait: {state}.").format(state=state))
    if status.place == 1:
        text = _("It is called next.")
    else:
        text = _("It is number {n} in the order of calling.").format(n=status.place)
    if status.because is not None:
        text = f"{text} {_because(desk, status)}"
    if status.expected is not None:
        wait = texts.minute_range(status.expected.shortest, status.expected.longest)
        expected = _("Expected in {time}.").format(time=wait)
        text = f"{text} {expected}"
    before = tuple((b.code, words.because(texts, b.because)) for b in status.before[:MOST_NAMED])
    left = len(status.before) - len(before)
    more = texts.ngettext("and {n} more", "and {n} more", left).format(n=left) if left else ""
    return ExplainState(
        title=_("Why {code} stands here").format(code=code), text=text, before=before, more=more
    )


def _because(desk: Desk, status: TokenStatusView) -> str:
    if status.because is None:
        return ""
    _ = desk.texts.gettext
    return _("Reason: {why}.").format(why=words.because(desk.texts, status.because))
