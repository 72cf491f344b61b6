"""Where a visit goes back to when a token is completed: to whoever sent it away with "comes back to me"."""

from dataclasses import replace

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.tokens.moving import add, is_doctor
from nextpatient_desktop.domain.ids import DepartmentId, TokenId
from nextpatient_desktop.domain.lifecycle import sent_back
from nextpatient_desktop.domain.model import Token


def send_back(ctx: CommandContext, done: Token) -> Token | None:
    """Start the token that takes a completed one's visit back, if somebody expects it."""
    home = expected_at(ctx, done)
    if home is None:
        return None
    token = sent_back(done, home, token_id=TokenId(ctx.new_id()), now=ctx.now)
    if not is_doctor(ctx, token.doctor):
        token = replace(token, doctor=home.doctor)
    return add(ctx, "token.sent_back", token)


def expected_at(ctx: CommandContext, token: Token) -> Token | None:
    """The token that a visit goes back to once this one is completed, None when nobody expects it.

    Who was sent to the laboratory to come back, and from there on to X-ray, still comes back: whoever sent a
    visit on passes on that it is expected. Where it was meanwhile counts as come back.
    """
    been: set[DepartmentId] = set()
    present: Token | None = token
    while present is not None:
        parent = None if present.came_from is None else ctx.uow.tokens.get(present.came_from)
        if present.comes_back and parent is not None and parent.department not in been:
            return parent
        been.add(present.department)
        present = parent
    return None
