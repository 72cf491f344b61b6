"""The kiosk: a patient takes a token by touch, in their own language, in one tap or two."""
