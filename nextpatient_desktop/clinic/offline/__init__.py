"""A kiosk's clinic while its host is out of reach: it goes on giving numbers and hands them over later."""
