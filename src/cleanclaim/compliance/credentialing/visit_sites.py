"""Where a visit was, and under which name of the credentials its payer goes."""

from cleanclaim.exchange.files.visit_values import word_key
from cleanclaim.model.appointment import Appointment
from cleanclaim.model.credentialing import Credentials, CredentialSite
from cleanclaim.model.visit import Visit


def payer_of_visit(visit: Visit) -> str | None:
    """The payer's key: its own name in the practice's file, else that of its policy."""
    return visit.insurer or visit.payer


def sites_of_booking(booking: Appointment, known: Credentials) -> tuple[CredentialSite, ...]:
    """The sites at which a booking may be: the one it names, else all; none where nothing is called so."""
    if not booking.site:
        return known.sites
    return tuple(one for one in known.sites if word_key(one.site.name) == word_key(booking.site))


def site_of_visit(visit: Visit, known: Credentials) -> CredentialSite | None:
    """The site of a visit: the one it names, the only one, or the only one of its place of service; None: not known."""
    sites = known.sites
    if visit.site:
        return next((one for one in sites if word_key(one.site.name) == word_key(visit.site)), None)
    if len(sites) == 1:
        return sites[0]
    there = [one for one in sites if one.site.place_of_service == visit.place_of_service and visit.place_of_service]
    return there[0] if len(there) == 1 else None
