"""Tools for those who work on the program; the program itself imports none of them.

`showing`, `system` and `environment` are what run.py is made of: standard library only, as they run before
anything is installed, and in a syntax that old Pythons read, so that these can say which Python is needed.
"""
