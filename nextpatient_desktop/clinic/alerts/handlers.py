"""Handlers of alerts: listed until somebody has read them; and how another handler raises one."""

from dataclasses import replace

from nextpatient_desktop.clinic.alerts.messages import Alert, AlertKind, Alerts, DismissAlert
from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.ids import AlertId
from nextpatient_desktop.domain.model import Role, StationKind


def raise_alert(ctx: CommandContext, kind: AlertKind, /, **params: str | int) -> Alert:
    """Tell staff what happened without them: codes, names of rooms and stations, numbers; never of patients.

    The journal says that it was told, and of what kind: the names in it may change, and do not belong there.
    """
    alert = Alert(id=AlertId(ctx.new_id()), kind=kind, at=ctx.now, params=params)
    ctx.uow.alerts.add(alert)
    ctx.emit("alert.raised", alert.id, what=kind)
    return alert


# At a counter nobody is signed in at too: what happened can not wait until somebody is.
@handles(Alerts, allow=(Role.DOCTOR, Role.RECEPTION, StationKind.COUNTER, StationKind.HOST))
def alerts(ctx: QueryContext, query: Alerts) -> tuple[Alert, ...]:
    """The alerts that nobody dismissed, oldest first."""
    return tuple(ctx.uow.alerts.open())


@handles(DismissAlert, allow=(Role.DOCTOR, Role.RECEPTION), can_be_undone=False)
def dismiss_alert(ctx: CommandContext, command: DismissAlert) -> Alert:
    """Somebody read it and dealt with it; who was first stays."""
    alert = ctx.uow.alerts.get(command.alert)
    if alert is None:
        raise ClinicError("alert_unknown")
    if alert.dismissed_at is not None:
        return alert
    dismissed = replace(alert, dismissed_at=ctx.now, dismissed_by=ctx.actor.staff)
    ctx.uow.alerts.save(dismissed)
    ctx.emit("alert.dismissed", alert.id, what=alert.kind)
    return dismissed
