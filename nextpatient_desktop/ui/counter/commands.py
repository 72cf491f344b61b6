"""Which command stands behind which act: of the token at the counter, and of a row in the list."""

from collections.abc import Mapping
from typing import Any

from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    CallToken,
    Cancel,
    Complete,
    CompleteAndCallNext,
    Hold,
    MarkNoShow,
    PutBack,
    Recall,
    Resume,
    ReturnToQueue,
    StartServing,
)
from nextpatient_desktop.domain.ids import CommandId, CounterId, TokenId
from nextpatient_desktop.domain.model import CallReason, EndReason, Token
from nextpatient_desktop.ui.counter.state import Act, RowAct

_OF_TOKEN: Mapping[Act, type[StartServing | Complete | Recall | MarkNoShow | Hold | PutBack]] = {
    Act.START: StartServing,
    Act.COMPLETE: Complete,
    Act.CALL_AGAIN: Recall,
    Act.NO_SHOW: MarkNoShow,
    Act.HOLD: Hold,
    Act.PUT_BACK: PutBack,
}


def command_of(act: Act, id_: CommandId, counter: CounterId, current: TokenId | None) -> Command[Any]:
    """The command of a button; what it answers differs from one to the next.

    Raises:
        ValueError: there is none: the token is missing, or the button opens a form.
    """
    if act is Act.CALL_NEXT:
        return CallNext(id=id_, counter=counter)
    if act is Act.COMPLETE_AND_CALL_NEXT:
        return CompleteAndCallNext(id=id_, counter=counter, current=current)
    if current is None or act not in _OF_TOKEN:
        raise ValueError(f"{act} has no command without a token")
    return _OF_TOKEN[act](id=id_, token=current)


def row_command(
    act: RowAct, id_: CommandId, counter: CounterId, token: TokenId, choice: str
) -> Command[Token]:
    """The command of an entry in a row's menu; `choice` is the value of the reason that was chosen."""
    if act is RowAct.CALL:
        return CallToken(id=id_, counter=counter, token=token, reason=CallReason(choice))
    if act is RowAct.RETURN:
        return ReturnToQueue(id=id_, token=token)
    if act is RowAct.RESUME:
        return Resume(id=id_, token=token)
    if act is RowAct.CANCEL:
        return Cancel(id=id_, token=token, reason=EndReason(choice or EndReason.STAFF))
    raise ValueError(f"{act} changes nothing")
