"""From where a request comes: under which address we were asked, from which page, over which line, by whom."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from aiohttp import web

#: The host (with a port that is not 443) under which a proxy shows the console to others by https; none: nobody does.
PUBLIC = web.AppKey("public", str)
_SITE = "Sec-Fetch-Site"


def is_ours(request: web.Request) -> bool:
    """Whether we were asked by an address of ours: another name that leads here is a page that wants to read over us.

    No such name is a number, so whoever writes the machine's number is no such page.
    """
    if is_secure(request):
        return True
    host = request.host.lower()
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    return name == "localhost" or _is_number(name)


def is_from_us(request: web.Request) -> bool | None:
    """Whether a page of ours sent it; None where the browser does not tell."""
    site, origin = request.headers.get(_SITE), request.headers.get("Origin")
    if site is None and origin is None:
        return None
    return site in (None, "same-origin", "none") and (origin is None or _is_own(origin, request))


def is_from_afar(request: web.Request) -> bool:
    """Whether a link on another site led here: the browser then keeps our cookie back."""
    return request.headers.get(_SITE) == "cross-site"


def is_secure(request: web.Request) -> bool:
    """Whether nobody can listen: we were asked by the proxy's name."""
    public = request.config_dict.get(PUBLIC)
    return public is not None and request.host.lower() in (public, f"{public}:443")


def address_of(request: web.Request) -> str:
    """Who asks: his address, of IPv6 the network; as our own proxy on this machine tells it."""
    address = request.remote or ""
    if is_secure(request) and _is_loopback(address):
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address
    try:
        number = ip_address(address)
    except ValueError:
        return "unknown"
    return number.exploded[:19] if isinstance(number, IPv6Address) else str(number)


def path_in(next_page: str) -> str:
    """The page of ours that one wanted to see; the first for anything that is none."""
    plain = next_page.isprintable() and not set(next_page) & set("\\ ")
    return next_page if plain and next_page.startswith("/") and not next_page.startswith("//") else "/"


def _is_own(origin: str, request: web.Request) -> bool:
    scheme, _, host = origin.lower().partition("://")
    return scheme == ("https" if is_secure(request) else "http") and host == request.host.lower()


def _is_number(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
