"""The parts that all screens are made of. Each is given its `Theme` and can take another (`apply_theme`).

Import from the modules: `labels`, `boxes`, `buttons`, `pills`, `tabs`, `rows`, `fields`, `switch`, `empty`,
`qr`, `keypad`, `notice_bar`.
"""
