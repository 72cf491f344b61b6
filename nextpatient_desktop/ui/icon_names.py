"""Which icons the program uses, by meaning, and where they are in the font. One icon, one meaning.

The font is the `mdi6` set that QtAwesome ships (Material Design Icons 6.9.96, Apache 2.0); a test compares
every code point with the table that comes with it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Icon(StrEnum):
    """What an icon means; the value is its name in the set."""

    BRAND = "plus-thick"
    ADD = "plus"
    REMOVE = "minus"
    DONE = "check"
    DONE_LARGE = "check-circle"
    CLOSE = "close"
    SEARCH = "magnify"
    OPEN_LIST = "chevron-down"
    NEXT_PAGE = "chevron-right"
    PREVIOUS_PAGE = "chevron-left"
    COLLAPSE = "chevron-up"
    BACK = "arrow-left"
    FORWARD = "arrow-right"
    BACKSPACE = "backspace-outline"
    APPOINTMENT = "calendar-check"
    APPOINTMENT_LATER = "calendar-clock"
    SCAN = "qrcode-scan"
    QR_CODE = "qrcode"
    LISTEN = "volume-high"
    SILENT = "volume-off"
    LARGER_TEXT = "format-size"
    LANGUAGE = "translate"
    CONNECTED = "lan-connect"
    DISCONNECTED = "lan-disconnect"
    SYNC_WAITING = "cloud-sync-outline"
    SYNC_DONE = "cloud-check-outline"
    SYNC_FAILED = "cloud-alert"
    SYNC_OFF = "cloud-off-outline"
    TOKEN = "ticket-outline"
    TOKENS = "ticket-confirmation-outline"
    ATTACH = "paperclip"
    PDF = "file-pdf-box"
    IMAGE = "file-image"
    DOCUMENT = "file-document-outline"
    PRESCRIBE = "file-document-edit-outline"
    SIGN = "file-sign"
    NOTE = "note-edit-outline"
    CALL = "bullhorn-outline"
    HOLD = "pause-circle-outline"
    NO_SHOW = "account-off-outline"
    UNDO = "undo-variant"
    START = "play"
    SEND_ON = "arrow-right-bold-box-outline"
    CANCEL_TOKEN = "cancel"
    RETURN_TO_QUEUE = "account-arrow-right-outline"
    WAITING = "account-clock-outline"
    QUEUE = "human-queue"
    SENIOR = "human-cane"
    PREGNANT = "human-pregnant"
    DISABILITY = "wheelchair"
    INFANT = "human-female-girl"
    STAFF_PRIORITY = "badge-account-horizontal-outline"
    PRIORITY = "priority-high"
    EMERGENCY = "ambulance"
    ALERT = "alert"
    INFO = "information-outline"
    WARNING = "alert-outline"
    ERROR = "alert-circle-outline"
    HELP = "help-circle-outline"
    OVERVIEW = "view-dashboard-outline"
    CLINIC = "hospital-marker"
    DEPARTMENTS = "hospital-building"
    COUNTERS = "door-closed"
    STAFF = "account-group-outline"
    STATIONS = "monitor-dashboard"
    TICKETS = "printer-outline"
    PRINT = "printer"
    PRINT_FAILED = "printer-off-outline"
    MESSAGES = "message-text-outline"
    REPORTS = "chart-box-outline"
    BACKUP = "backup-restore"
    ACTIVITY = "clipboard-text-clock-outline"
    HISTORY = "history"
    SETTINGS = "cog-outline"
    DISPLAY = "monitor"
    KIOSK = "gesture-tap"
    HOST = "server-network"
    EDIT = "pencil-outline"
    DELETE = "trash-can-outline"
    SHOW = "eye-outline"
    HIDE = "eye-off-outline"
    LOCK = "lock-outline"
    UNLOCK = "lock-open-outline"
    SIGN_IN = "login"
    SIGN_OUT = "logout"
    KEY = "key-outline"
    PRIVACY = "shield-check-outline"
    PHONE = "phone-outline"
    MOBILE = "cellphone"
    PLACE = "map-marker-outline"
    PERSON = "account-outline"
    ADD_PERSON = "account-plus-outline"
    HEALTH_CARD = "card-account-details-outline"
    GREETING = "hand-wave-outline"
    SAVE = "content-save-outline"
    COPY = "content-copy"
    DOWNLOAD = "download-outline"
    UPLOAD = "upload-outline"
    OPEN_OUTSIDE = "open-in-new"
    FOLDER = "folder-open-outline"
    REFRESH = "refresh"
    CLOCK = "clock-outline"
    TIMER = "timer-sand"
    MORE = "dots-horizontal"
    DOT = "circle"
    FILTER = "filter-outline"
    SWAP = "swap-horizontal"
    NETWORK = "lan"
    WIFI = "wifi"
    NO_WIFI = "wifi-off"
    USB = "usb"
    DATABASE = "database-outline"
    RESTART = "restart"
    POWER = "power"
    FULL_SCREEN = "fullscreen"
    KEYBOARD = "keyboard-outline"
    WEB = "web"
    BREAK = "coffee-outline"
    AWAY = "walk"
    BELL = "bell-ring-outline"
    MAIL = "email-outline"
    LINK = "link-variant"
    MONEY = "cash"
    CAMERA = "camera-outline"
    FEEDBACK = "star-outline"
    FEEDBACK_GIVEN = "star"
    MOVE_UP = "arrow-up"
    MOVE_DOWN = "arrow-down"
    DISCONNECTED_DEVICE = "link-variant-off"
    TEST = "play-circle-outline"


DEPARTMENT_ICONS: tuple[str, ...] = (
    "stethoscope",
    "tooth-outline",
    "ear-hearing",
    "flask-outline",
    "pill",
    "baby-face-outline",
    "eye-outline",
    "heart-pulse",
    "bone",
    "lungs",
    "brain",
    "human-pregnant",
    "test-tube",
    "needle",
    "bandage",
    "radiology-box-outline",
    "stomach",
    "water-outline",
    "blood-bag",
    "head-cog-outline",
    "food-apple-outline",
    "run",
    "scale-bathroom",
    "hand-heart-outline",
    "human-male-child",
    "allergy",
    "virus-outline",
    "glasses",
    "microscope",
    "account-heart-outline",
    "medical-bag",
    "hospital-building",
    "ambulance",
    "yoga",
    "cash",
    "card-account-details-outline",
    "bed-outline",
)
"""What an admin may choose for a department, in the order of the picker."""

CODE_POINTS: Mapping[str, int] = MappingProxyType(
    {
        "account-arrow-right-outline": 0xF0B54,
        "account-clock-outline": 0xF0B57,
        "account-group-outline": 0xF0B58,
        "account-heart-outline": 0xF0BE3,
        "account-off-outline": 0xF0BE7,
        "account-outline": 0xF0013,
        "account-plus-outline": 0xF0801,
        "alert": 0xF0026,
        "alert-circle-outline": 0xF05D6,
        "alert-outline": 0xF002A,
        "allergy": 0xF1258,
        "ambulance": 0xF002F,
        "arrow-down": 0xF0045,
        "arrow-left": 0xF004D,
        "arrow-right": 0xF0054,
        "arrow-right-bold-box-outline": 0xF0736,
        "arrow-up": 0xF005D,
        "baby-face-outline": 0xF0E7D,
        "backspace-outline": 0xF0B5C,
        "backup-restore": 0xF006F,
        "badge-account-horizontal-outline": 0xF0E0E,
        "bandage": 0xF0DAF,
        "bed-outline": 0xF0099,
        "bell-ring-outline": 0xF009F,
        "blood-bag": 0xF0CEC,
        "bone": 0xF00B9,
        "brain": 0xF09D1,
        "bullhorn-outline": 0xF0B23,
        "calendar-check": 0xF00EF,
        "calendar-clock": 0xF00F0,
        "camera-outline": 0xF0D5D,
        "cancel": 0xF073A,
        "card-account-details-outline": 0xF0DAB,
        "cash": 0xF0114,
        "cellphone": 0xF011C,
        "chart-box-outline": 0xF154E,
        "check": 0xF012C,
        "check-circle": 0xF05E0,
        "chevron-down": 0xF0140,
        "chevron-left": 0xF0141,
        "chevron-right": 0xF0142,
        "chevron-up": 0xF0143,
        "circle": 0xF0765,
        "clipboard-text-clock-outline": 0xF18FA,
        "clock-outline": 0xF0150,
        "close": 0xF0156,
        "cloud-alert": 0xF09E0,
        "cloud-check-outline": 0xF1BEC,
        "cloud-off-outline": 0xF0164,
        "cloud-sync-outline": 0xF12D6,
        "coffee-outline": 0xF06CA,
        "cog-outline": 0xF08BB,
        "content-copy": 0xF018F,
        "content-save-outline": 0xF0818,
        "database-outline": 0xF1632,
        "door-closed": 0xF081B,
        "dots-horizontal": 0xF01D8,
        "download-outline": 0xF0B8F,
        "ear-hearing": 0xF07C5,
        "email-outline": 0xF01F0,
        "eye-off-outline": 0xF06D1,
        "eye-outline": 0xF06D0,
        "file-document-edit-outline": 0xF0DC9,
        "file-document-outline": 0xF09EE,
        "file-image": 0xF021F,
        "file-pdf-box": 0xF0226,
        "file-sign": 0xF19C3,
        "filter-outline": 0xF0233,
        "flask-outline": 0xF0096,
        "folder-open-outline": 0xF0DCF,
        "food-apple-outline": 0xF0C84,
        "format-size": 0xF027F,
        "fullscreen": 0xF0293,
        "gesture-tap": 0xF0741,
        "glasses": 0xF02AA,
        "hand-heart-outline": 0xF157E,
        "hand-wave-outline": 0xF1822,
        "head-cog-outline": 0xF133D,
        "heart-pulse": 0xF05F6,
        "help-circle-outline": 0xF0625,
        "history": 0xF02DA,
        "hospital-building": 0xF02E1,
        "hospital-marker": 0xF02E2,
        "human-cane": 0xF1581,
        "human-female-girl": 0xF0A5B,
        "human-male-child": 0xF138C,
        "human-pregnant": 0xF05CF,
        "human-queue": 0xF1571,
        "information-outline": 0xF02FD,
        "key-outline": 0xF0DD6,
        "keyboard-outline": 0xF097B,
        "lan": 0xF0317,
        "lan-connect": 0xF0318,
        "lan-disconnect": 0xF0319,
        "link-variant": 0xF0339,
        "link-variant-off": 0xF033A,
        "lock-open-outline": 0xF0340,
        "lock-outline": 0xF0341,
        "login": 0xF0342,
        "logout": 0xF0343,
        "lungs": 0xF1084,
        "magnify": 0xF0349,
        "map-marker-outline": 0xF07D9,
        "medical-bag": 0xF06EF,
        "message-text-outline": 0xF036A,
        "microscope": 0xF0654,
        "minus": 0xF0374,
        "monitor": 0xF0379,
        "monitor-dashboard": 0xF0A07,
        "needle": 0xF0391,
        "note-edit-outline": 0xF1782,
        "open-in-new": 0xF03CC,
        "paperclip": 0xF03E2,
        "pause-circle-outline": 0xF03E6,
        "pencil-outline": 0xF0CB6,
        "phone-outline": 0xF0DF0,
        "pill": 0xF0402,
        "play": 0xF040A,
        "play-circle-outline": 0xF040D,
        "plus": 0xF0415,
        "plus-thick": 0xF11EC,
        "power": 0xF0425,
        "printer": 0xF042A,
        "printer-off-outline": 0xF1785,
        "printer-outline": 0xF1786,
        "priority-high": 0xF0603,
        "qrcode": 0xF0432,
        "qrcode-scan": 0xF0433,
        "radiology-box-outline": 0xF14C6,
        "refresh": 0xF0450,
        "restart": 0xF0709,
        "run": 0xF070E,
        "scale-bathroom": 0xF0473,
        "server-network": 0xF048D,
        "shield-check-outline": 0xF0CC8,
        "star": 0xF04CE,
        "star-outline": 0xF04D2,
        "stethoscope": 0xF04D9,
        "stomach": 0xF1093,
        "swap-horizontal": 0xF04E1,
        "test-tube": 0xF0668,
        "ticket-confirmation-outline": 0xF13AA,
        "ticket-outline": 0xF0913,
        "timer-sand": 0xF051F,
        "tooth-outline": 0xF0529,
        "translate": 0xF05CA,
        "trash-can-outline": 0xF0A7A,
        "undo-variant": 0xF054D,
        "upload-outline": 0xF0E07,
        "usb": 0xF0553,
        "view-dashboard-outline": 0xF0A1D,
        "virus-outline": 0xF13B7,
        "volume-high": 0xF057E,
        "volume-off": 0xF0581,
        "walk": 0xF0583,
        "water-outline": 0xF0E0A,
        "web": 0xF059F,
        "wheelchair": 0xF1A87,
        "wifi": 0xF05A9,
        "wifi-off": 0xF05AA,
        "yoga": 0xF117C,
    }
)
"""Where each icon stands in the font."""
