"""A page of the browser that remembers what went wrong, and how far two colours are apart."""

from typing import Any

from playwright.sync_api import Browser, Page, Request

IS_READY = "() => document.documentElement.classList.contains('is-ready')"
IS_PAINTED = "() => !fissGeo.painter._asked && fissGeo.painter.drawn"


class Watched:
    """A page of the browser that remembers everything that went wrong, and who asked for what."""

    def __init__(self, browser: Browser, base: str, **options: Any) -> None:  # noqa: ANN401 - as playwright
        self.base = base
        self.beside: tuple[str, ...] = ()
        self.let_go: tuple[str, ...] = ()  # what a page that is left at once may break off
        self.faults: list[str] = []
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._note)

    def _failed(self, request: Request) -> None:
        if not (request.url in self.let_go and request.failure == "net::ERR_ABORTED"):
            self.faults.append(f"failed: {request.url} ({request.failure})")

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.base, *self.beside, "data:")):
            self.faults.append(f"off the page: {request.url}")

    def open(self, name: str) -> Page:
        """Open a page of the site, and wait until its scripts have begun."""
        self.page.goto(self.base + name)
        if self.page.locator("[data-board]").count():
            self.page.wait_for_function(IS_READY)
        if self.page.locator("[data-map]").count():
            self.page.wait_for_function(IS_PAINTED)
        return self.page

    def choose(self, **choice: str) -> None:
        """Change the choice as its address would, and wait until the map is painted."""
        self.page.evaluate("(choice) => fissGeo.change(choice)", choice)
        self.page.wait_for_function(IS_PAINTED)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, as WCAG reckons it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
