from typing import Any, Final

from playwright.sync_api import BrowserContext, Page, Request, Response, ViewportSize

ADMIN: Final = {"username": "admin@example.com", "password": "changeme"}
PHONE: Final[ViewportSize] = {"width": 360, "height": 740}
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
WIDER_THAN_THE_WINDOW: Final = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def is_trouble(asked: Request) -> bool:
    """A download, and a redirect that a script does not follow, break off what asked for the page."""
    return asked.failure != "net::ERR_ABORTED"


class Visitor:
    """Somebody at a page of a browser, who hears what it complains about."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.note(said.text, said.type in ("error", "warning")))
        self.page.on("pageerror", lambda error: self.note(str(error)))
        self.page.on("requestfailed", lambda asked: self.note(f"{asked.url}: failed", is_trouble(asked)))

    def note(self, text: str, matters: bool = True) -> None:
        if matters:
            self.complaints.append(f"{self.page.url}: {text}")

    def note_nothing(self) -> None:
        """From now on complaints are what the test is about."""
        self.note = lambda text, matters=True: None  # type: ignore[method-assign]

    def open(self, path: str) -> Response:
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def log_in(self, **entered: str) -> None:
        for name, value in (ADMIN | entered).items():
            self.page.locator(f"input[name={name}]").fill(value)
        self.page.locator("input[type=submit]").click()

    def fits(self, window: ViewportSize) -> bool:
        """Whether the page is no wider than a window of this size."""
        self.page.set_viewport_size(window)
        is_wider = self.page.evaluate(WIDER_THAN_THE_WINDOW)
        self.page.set_viewport_size(DESK)
        return not is_wider

    def rows(self) -> Any:
        """Those of the list on the page."""
        return self.page.locator("#result_list tbody tr")
