"""The first start: a device joins a clinic or sets up a new one. `window.SetupWindow` is the way in."""
