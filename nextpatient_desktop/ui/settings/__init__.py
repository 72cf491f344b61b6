"""The settings: a window over any mode, behind an admin's sign-in. `window.SettingsWindow` is the way in."""
