"""What a hostile browser sends: forms of the office's own pages with other values, files, headers and bodies.

Everything comes from one seed, so that what is found once is found again.
"""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from django.conf import settings
from msgspec import Struct

OFFICE = Path("src/cleanclaim/office")
SESSION = settings.SESSION_COOKIE_NAME
TEXTS = (
    "", " ", "\0", "a\0b", "a" * 300, "a" * 70_000, "½", "²", "٣", "1e400", "NaN", "-inf", "-1", "0", "00", "1.5",
    "9" * 20, "9" * 5000, str(2**31), str(2**63), "0x10", "1_000", "+1", "2026-02-30", "0001-01-01", "9999-12-31",
    "10000-01-01", "2026-13-45", "2026-11-30T25:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "24:00",
    "12:60", "😀" * 50, "\u202egpj.exe", "\uffff", "\ufeff", "a\r\nSet-Cookie: a=1", "<script>alert(1)</script>",
    "'; DROP TABLE claims_claimrecord; --", "%s%n%(a)s", "{{7*7}}{% now %}", "../../etc/passwd", "/dev/stdin",
    "C:\\con", "http://example.invalid/", "//example.invalid", "[]", "{}", "[" * 3000, '{"a":' * 3000, "null", "true",
    "\x0b", "\x1c", "e\u0301", "İ", "ß", "~", "*", ":", "^", ";", "all", "on", "1", "2", "99999", "00000000-0000",
    "urn:uuid:00000000-0000-0000-0000-000000000000", "é" * 201,
    "\uff12\uff10\uff12\uff16-01-01", "2026-W01-1", "20260101",
    "P01,P02",
)  # fmt: skip
RAW = (b"\xff\xfe", b"%ED%A0%80", b"%", b"%zz", b"&&&==;;", b"a" * 3000 + b"=1", b"a=" + b"%00" * 50, b"\x00" * 2000,
       b"[" * 20_000, b'{"a":' * 20_000, b"null", b"", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
       b"a=1&" * 3000)  # fmt: skip
CONTENT_TYPES = (
    "application/json", "text/plain", "", ";", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300, "multipart/form-data; boundary=\u00e9", "multipart/mixed; boundary=a",
    "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=nonsense",
    "application/x-www-form-urlencoded; charset=utf-7", "application/xml", "text/html; charset=\"", "a" * 5000,
)  # fmt: skip
FILE_NAMES = (
    "a.csv", "visits.csv", "practice.toml", "a.json", "a.parquet", "a.x12", "a.835", "a.277", "a.txt", "a.xlsx",
    "a.zip", "", ".", "..", "../../a.csv", "/etc/passwd", "C:\\a.csv", "a\0.csv", "a" * 300 + ".csv", "é😀.csv",
    "a.CSV", "CON.csv",
    "a.csv.gz", "\"a\".csv", "a\r\nb.csv", "-o.csv", ".csv", "a.csv ", "\u202evsc.a.csv", "%00.csv",
)  # fmt: skip
ISA = (
    b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*P*:~"
    b"GS*HC*A*B*20260101*1200*1*X*005010X222A1~ST*837*0001~"
)
CONTENTS = (
    b"", b"\0" * 100, b"\xff\xfea\0,\0b\0", b"\xef\xbb\xbfa,b\n1,2\n", b"a,b\n\"unclosed", b"a," * 5000 + b"\n",
    b"visit_id,code\n1,97110\n", b"visit_id,patient,service_date,code,minutes\n1,P01,2026-13-45,97110,-1\n",
    b"visit_id,code\n" + b"x" * 200_000, b"a\r\rb\n\r", b"[" * 20_000, b'{"a":' * 20_000, b'[{"visit_id":1e400}]',
    b"a = " + b"[" * 5_000, b"a = 9999-99-99", ISA, b"[a]\n[a]\n", b"name = '\\uD800'",
    b"PAR1" + b"\xff" * 40 + b"PAR1", b"PK\x03\x04" + b"a" * 60,
    gzip.compress(b"a" * 9), b"ISA*00*", b"ISA" + b"*" * 103 + b"~", b"\x00ISA\xff" * 50,
    b"IEA*1*000000001~", b"<html>", b"a,a,a\n1,2,3\n", b"\n" * 10_000,
    b"visit_id\n" + b"1\n" * 20_000, bytes(range(256)) * 40,
)  # fmt: skip
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("HTTP_HOST", ("example.invalid", "", "localhost:99999", "localhost:x", "local host", "[::1",
                   "127.0.0.1@example.invalid", "a" * 300)),
    ("HTTP_COOKIE", (f"{SESSION}=" + "a" * 5000, "=;=;", f'{SESSION}="\\000"', "messages=garbage",
                     f"{settings.CSRF_COOKIE_NAME}=short",
                     f"messages=\"\\054\"; {SESSION}='; DROP TABLE a'", "\u00e9=\u00e9")),
    ("HTTP_X_CSRFTOKEN", ("", "a", "a" * 64, "a" * 5000, "\u00e9")),
    ("HTTP_REFERER", ("http://[", "https://example.invalid/", "//", "\u00e9", "javascript:alert(1)")),
    ("HTTP_ORIGIN", ("null", "http://[", "https://example.invalid", "http://localhost:99999999")),
    ("HTTP_HX_REQUEST", ("true", "TRUE", "\0", "true, true")),
    ("HTTP_HX_CURRENT_URL", ("http://[", "javascript:a", "a" * 5000)),
    ("HTTP_HX_CURRENT_URL_URI_AUTOENCODED", ("true",)),
    ("HTTP_HX_TARGET", ("<script>", "a" * 5000)),
    ("HTTP_USER_AGENT", ("", "a" * 10_000, "\u00e9\x01", "%s")),
    ("HTTP_ACCEPT", ("*", ";q=x", "a" * 5000)),
    ("HTTP_ACCEPT_LANGUAGE", ("x" * 5000, "..", "de;q=9")),
    ("HTTP_ACCEPT_ENCODING", ("gzip;q=x", "*")),
    ("HTTP_IF_MODIFIED_SINCE", ("yesterday", "Mon, 99 Foo 9999 99:99:99 GMT")),
    ("HTTP_IF_NONE_MATCH", ("\"", "*", "W/")),
    ("HTTP_RANGE", ("bytes=-1", "bytes=5-1", "bytes=" + "0-1," * 500, "x")),
    ("HTTP_X_FORWARDED_FOR", ("1.2.3.4", "'", "a" * 300, "::ffff:1.2.3.4, 5", "999.1.1.1")),
    ("HTTP_X_FORWARDED_PROTO", ("https", "javascript")),
    ("HTTP_X_FORWARDED_HOST", ("example.invalid",)),
    ("REMOTE_ADDR", ("", "::1", "unix:", "a" * 200)),
    ("CONTENT_LENGTH", ("-1", "x", "9" * 30, "0", "1", "٣", " 1")),
    ("HTTP_SEC_FETCH_SITE", ("cross-site", "none", "x")),
    ("HTTP_TRANSFER_ENCODING", ("chunked", "x")),
)  # fmt: skip
METHODS = ("GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "FOO")
NAMED = re.compile(r"(?:POST|GET|FILES)(?:\.get(?:list)?\(|\[)\"(\w+)\"|\bname=\"(\w+)\"")


class Form(Struct, frozen=True):
    """A form of a page: where it is sent, how, and what it sends when nothing is changed."""

    action: str
    method: str
    fields: list[tuple[str, str]]


class Hostile(Struct, frozen=True):
    """One request, as the test's client sends it."""

    method: str
    path: str
    body: bytes
    content_type: str
    headers: dict[str, str]


class FormReader(HTMLParser):
    """Finds the forms of a page, and the elements that htmx sends by themselves."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.fields: list[tuple[str, str]] | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        for name, method in (("hx-post", "POST"), ("hx-get", "GET")):
            if name in found:
                self.forms.append(Form(found[name] or self.page, method, []))
        if tag == "form":
            self.fields = []
            action = found.get("action") or found.get("hx-post") or self.page
            self.forms.append(Form(action, found.get("method", "get").upper(), self.fields))
        elif tag == "select":
            self.select = found.get("name", "")
        elif self.fields is not None and tag == "option" and self.select and "selected" in found:
            self.fields.append((self.select, found.get("value", "")))
        elif self.fields is not None and tag in {"input", "textarea", "button"} and found.get("name"):
            if found.get("type") in {"radio", "checkbox"} and "checked" not in found:
                return
            self.fields.append((found["name"], found.get("value", "on" if found.get("type") == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None


def read_forms(page: str, html: str) -> list[Form]:
    """The forms of a page."""
    reader = FormReader(page)
    reader.feed(html)
    return reader.forms


def field_names() -> list[str]:
    """Every name that the office's pages read or write."""
    text = "\n".join(path.read_text() for path in sorted(OFFICE.rglob("*")) if path.suffix in {".py", ".html"})
    return sorted({one or other for one, other in NAMED.findall(text)})


class Attacker:
    """Makes requests from chance, the office's addresses, its forms, and ids of rows here and elsewhere."""

    def __init__(self, seed: int, paths: list[str], forms: list[Form], ids: list[str]) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same every time
        self.paths, self.forms, self.ids = paths, forms, ids
        self.names = field_names()

    def request(self) -> Hostile:
        """The next one."""
        made = self.chance.choice(
            [self._of_form, self._of_form, self._of_form, self._of_names, self._of_raw, self._of_files]
        )()
        headers = dict(made.headers)
        if self.chance.random() < 0.2:
            for name, values in self.chance.sample(HEADERS, self.chance.randint(1, 3)):
                headers[name] = self.chance.choice(values)
        if self.chance.random() < 0.3:
            headers.setdefault("HTTP_HX_REQUEST", "true")
        return Hostile(made.method, made.path, made.body, made.content_type, headers)

    def value(self) -> str:
        """A hostile value, or an id of a row, here or elsewhere."""
        return self.chance.choice(self.ids) if self.chance.random() < 0.25 else self.chance.choice(TEXTS)

    def address(self) -> str:
        """One of the office's, ids filled in, at times with more behind it."""

        def fill(found: re.Match[str]) -> str:
            kind = found[1]
            if self.chance.random() < 0.2:
                return quote_from_bytes(self.value().encode("utf-8", "surrogatepass")[:300], safe="")
            return str(self.chance.randint(0, 3)) if kind == "int" else self.chance.choice(self.ids)

        filled = re.sub(r"<(\w+):\w+>", fill, self.chance.choice(self.paths))
        return f"/{filled}" + self.chance.choice(
            ["", "", "", "", "", "", "", "/", "%00", "//", "%ff", "/../../etc/passwd"]
        )

    def _of_form(self) -> Hostile:
        form = self.chance.choice(self.forms)
        fields = list(form.fields)
        for _ in range(self.chance.randint(0, 3)):
            if fields:
                at = self.chance.randrange(len(fields))
                what = self.chance.random()
                if what < 0.15:
                    del fields[at]
                elif what < 0.25:
                    fields.append(fields[at])
                else:
                    fields[at] = (fields[at][0], self.value())
        return self._send(form.method, form.action, fields)

    def _of_names(self) -> Hostile:
        fields = [(self.chance.choice(self.names), self.value()) for _ in range(self.chance.randint(0, 6))]
        return self._send(self.chance.choice(METHODS), self.address(), fields)

    def _send(self, method: str, path: str, fields: list[tuple[str, str]]) -> Hostile:
        sent = urlencode([(name, text.encode("utf-8", "surrogatepass")) for name, text in fields]).encode()
        if method != "POST":
            return Hostile(method, f"{path.partition('?')[0]}?{sent.decode()[:8000]}", b"", "", {})
        if self.chance.random() < 0.2:
            return self._multipart(path, fields, [])
        return Hostile(method, path, sent, "application/x-www-form-urlencoded", {})

    def _of_raw(self) -> Hostile:
        body = self.chance.choice(RAW)
        if self.chance.random() < 0.4:
            body = b'--a\r\nContent-Disposition: form-data; name="' + body[:2000]
        kind = self.chance.choice((*CONTENT_TYPES, "multipart/form-data; boundary=a"))
        return Hostile("POST", self.address(), body, kind, {})

    def _of_files(self) -> Hostile:
        path = self.chance.choice([form.action for form in self.forms if form.method == "POST"] + [self.address()] * 20)
        files = [
            (
                self.chance.choice(["file", "file", self.chance.choice(self.names)]),
                self.chance.choice(FILE_NAMES),
                self.chance.choice(CONTENTS),
            )
            for _ in range(self.chance.randint(1, 6))
        ]
        return self._multipart(path, [(self.chance.choice(self.names), self.value())], files)

    def _multipart(self, path: str, fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> Hostile:
        parts = [_part(f'name="{name}"', text.encode("utf-8", "surrogatepass")) for name, text in fields]
        parts += [_part(f'name="{name}"; filename="{file}"', content) for name, file, content in files]
        body = b"".join(parts) + b"--edge--\r\n"
        cut = self.chance.randrange(len(body)) if self.chance.random() < 0.1 else len(body)
        return Hostile("POST", path, body[:cut], "multipart/form-data; boundary=edge", {})


def _part(about: str, content: bytes) -> bytes:
    head: Any = f"--edge\r\nContent-Disposition: form-data; {about}\r\n\r\n"
    return bytes(head.encode("utf-8", "surrogatepass")) + content + b"\r\n"
