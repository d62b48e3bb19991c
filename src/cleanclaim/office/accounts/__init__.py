"""Signing in where several people work: passwords, second factors, passkeys, sessions, and one's own page.

Where the office runs for one person on a laptop, nothing here answers: the printed link lets its owner in.
"""
