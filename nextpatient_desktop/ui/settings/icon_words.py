"""What the pictures of departments show, for those who do not see them and for their tool tips."""

from nextpatient_desktop.text.texts import Texts


def icon_words(texts: Texts, icon: str) -> str:
    """A picture's words; its name in the set where this version has none."""
    _ = texts.gettext
    words = {
        "stethoscope": _("Stethoscope"),
        "tooth-outline": _("Tooth"),
        "ear-hearing": _("Ear"),
        "flask-outline": _("Flask"),
        "pill": _("Pill"),
        "baby-face-outline": _("Baby"),
        "eye-outline": _("Eye"),
        "heart-pulse": _("Heart"),
        "bone": _("Bone"),
        "lungs": _("Lungs"),
        "brain": _("Brain"),
        "human-pregnant": _("Pregnant woman"),
        "test-tube": _("Test tube"),
        "needle": _("Needle"),
        "bandage": _("Bandage"),
        "radiology-box-outline": _("X-ray"),
        "stomach": _("Stomach"),
        "water-outline": _("Drop"),
        "blood-bag": _("Blood"),
        "head-cog-outline": _("Mind"),
        "food-apple-outline": _("Food"),
        "run": _("Movement"),
        "scale-bathroom": _("Scales"),
        "hand-heart-outline": _("Care"),
        "human-male-child": _("Parent and child"),
        "allergy": _("Allergy"),
        "virus-outline": _("Virus"),
        "glasses": _("Glasses"),
        "microscope": _("Microscope"),
        "account-heart-outline": _("Well-being"),
        "medical-bag": _("Medical bag"),
        "hospital-building": _("Hospital"),
        "ambulance": _("Ambulance"),
        "yoga": _("Yoga"),
        "cash": _("Cash"),
        "card-account-details-outline": _("Card"),
        "bed-outline": _("Bed"),
    }
    return words.get(icon, icon)
