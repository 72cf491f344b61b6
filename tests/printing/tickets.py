"""Tickets of an invented clinic, for the tests of printing."""

from dataclasses import replace

from nextpatient_desktop.clinic.printing import TicketContent

LINK = "https://192.168.1.20:8443/t/7Kq2mZx9RtWbN4pLc0aQdw"

TICKET = TicketContent(
    clinic_name="Sunrise Community Clinic",
    clinic_address="12 Station Road",
    clinic_phone="080 4567 1200",
    department="General OPD",
    department_again="सामान्य ओपीडी",
    code="A-042",
    priority_mark="PRIORITY",
    place="4th in line",
    expected="Expected 10:05 – 10:20",
    counters="Rooms 3, 4",
    link=LINK,
    scan_lines=("Scan to follow your turn", "अपनी बारी देखें"),
    printed_at="20 Nov 2026 09:42",
    kiosk_name="Kiosk 1",
    foot="Missed your call? Show this ticket at the desk the same day.",
)

LONG = replace(
    TICKET,
    clinic_name="Shri Venkateshwara Multi-Speciality Community Hospital and Research Centre",
    clinic_address="Survey No. 42/1, Old Madras Road, Krishnarajapuram, Bengaluru 560036",
    department="Physiotherapy and Rehabilitation",
    department_again="பிசியோதெரபி மற்றும் மறுவாழ்வு",
    code="A-1042",
    priority_mark="प्राथमिकता · वरिष्ठ नागरिक और गर्भवती महिलाएँ",
    place="137 people are before you",
    expected="The expected time is not known yet",
    counters="Rooms 3, 4, 5, 6 and the laboratory window",
    scan_lines=(
        "Scan to follow your turn",
        "మీ వంతును చూడటానికి స్కాన్ చేయండి",
        "আপনার পালা দেখতে স্ক্যান করুন",
    ),
    kiosk_name="Kiosk at the east entrance",
)

HINDI = replace(
    TICKET,
    clinic_name="सूर्योदय सामुदायिक चिकित्सालय",
    department="सामान्य ओपीडी",
    department_again="General OPD",
    priority_mark="प्राथमिकता",
    place="पंक्ति में चौथा",
    expected="अनुमानित समय 10:05 – 10:20",
    counters="कमरा 3, 4",
    scan_lines=("अपनी बारी देखने के लिए स्कैन करें",),
    kiosk_name="कियोस्क 1",
    foot="क्या आपकी पुकार छूट गई? उसी दिन यह पर्ची काउंटर पर दिखाएँ।",
)

TAMIL = replace(
    TICKET,
    clinic_name="சூரியோதயம் சமூக மருத்துவமனை",
    department="பொது வெளிநோயாளர் பிரிவு",
    department_again="General OPD",
    priority_mark="முன்னுரிமை",
    place="வரிசையில் 4வது",
    expected="எதிர்பார்க்கப்படும் நேரம் 10:05 – 10:20",
    counters="அறைகள் 3, 4",
    scan_lines=("உங்கள் முறையைப் பார்க்க ஸ்கேன் செய்யவும்",),
    kiosk_name="கியோஸ்க் 1",
)

TELUGU = replace(
    TICKET,
    clinic_name="సూర్యోదయ కమ్యూనిటీ క్లినిక్",
    department="జనరల్ ఓపీడీ",
    department_again="General OPD",
    priority_mark="ప్రాధాన్యత",
    place="వరుసలో 4వ వారు",
    expected="అంచనా సమయం 10:05 – 10:20",
    counters="గదులు 3, 4",
    scan_lines=("మీ వంతును చూడటానికి స్కాన్ చేయండి",),
    kiosk_name="కియోస్క్ 1",
)

BENGALI = replace(
    TICKET,
    clinic_name="সূর্যোদয় কমিউনিটি ক্লিনিক",
    department="সাধারণ ওপিডি",
    department_again="General OPD",
    priority_mark="অগ্রাধিকার",
    place="সারিতে চতুর্থ",
    expected="প্রত্যাশিত সময় ১০:০৫ – ১০:২০",
    counters="ঘর ৩, ৫",
    scan_lines=("আপনার পালা দেখতে স্ক্যান করুন",),
    kiosk_name="কিয়স্ক ১",
)

BY_LANGUAGE = {"english": TICKET, "hindi": HINDI, "tamil": TAMIL, "telugu": TELUGU, "bengali": BENGALI}
