"""Names, addresses and telephone numbers as they are written on paper."""

from cleanclaim.model.practice import Address, Name


def full_name(name: str | Name) -> str:
    """A person's first and last name; an organization as it is called."""
    return name if isinstance(name, str) else f"{name.first} {name.last}"


def street(address: Address) -> str:
    """Both address lines in one."""
    return f"{address.line1} {address.line2}" if address.line2 else address.line1


def zip_code(address: Address) -> str:
    """Five digits, or nine with their hyphen."""
    digits = address.zip_code
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else digits


def city(address: Address) -> str:
    """City, state and ZIP code."""
    return f"{address.city} {address.state} {zip_code(address)}"


def telephone(number: str) -> str:
    """Ten digits with their hyphens."""
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"
