"""What rows and pills show, as values without Qt, so that states and presenters can hold them."""

from collections.abc import Hashable

from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.tokens import Tint


@dataclass(frozen=True, kw_only=True)
class PillSpec:
    """What a pill shows, for states and lists."""

    text: str
    tint: Tint = Tint.NEUTRAL
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class RowItem:
    """One row. Everything but the key and the title may be left out.

    `lead` is a code in strong type ("A-042") and `icon` an icon, at the front; `title` and `detail` or `pill`
    stand below each other; `trailing` (a time, a size) or `trailing_pill` at the end. `is_muted` is for what
    is over. `spoken` is what a screen reader says, by default all texts of the row.
    """

    key: Hashable
    title: str = ""
    lead: str = ""
    icon: str = ""
    icon_tint: Tint = Tint.PRIMARY
    detail: str = ""
    pill: PillSpec | None = None
    trailing: str = ""
    trailing_pill: PillSpec | None = None
    is_title_strong: bool = False
    is_muted: bool = False
    spoken: str = ""

    def spoken_text(self) -> str:
        """What a screen reader says."""
        if self.spoken:
            return self.spoken
        pills = [pill.text for pill in (self.pill, self.trailing_pill) if pill is not None]
        return ", ".join(text for text in (self.lead, self.title, self.detail, *pills, self.trailing) if text)
