"""How many proxies of ours stand before the office, as CLEANCLAIM_PROXIES says."""

from cleanclaim.model.errors import UserError

MOST = 9


def count_proxies(text: str) -> int:
    """The number. Raises UserError where the text is none."""
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST):
        remedy = "Write 1 where one proxy on this machine answers for the office."
        raise UserError("CLEANCLAIM_PROXIES", f'"{text[:40]}" is no number of proxies up to {MOST}', remedy)
    return int(text)
