"""The icons of the reasons for priority, the same on the question and on the ticket."""

from collections.abc import Mapping
from types import MappingProxyType

from nextpatient_desktop.domain.model import PriorityReason
from nextpatient_desktop.ui.icons import Icon

REASON_ICONS: Mapping[PriorityReason, Icon] = MappingProxyType(
    {
        PriorityReason.SENIOR: Icon.SENIOR,
        PriorityReason.PREGNANT: Icon.PREGNANT,
        PriorityReason.DISABILITY: Icon.DISABILITY,
        PriorityReason.INFANT: Icon.INFANT,
        PriorityReason.STAFF: Icon.STAFF_PRIORITY,
    }
)
