"""What run.py is made of: standard library only, so that it works before anything is installed.

The syntax stays readable for old Pythons, so that they can say which Python is needed.
"""
