"""What people see and touch: presenters in plain Python, panels in Qt widgets."""
