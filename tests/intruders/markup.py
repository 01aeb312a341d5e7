"""What a page holds that its Content-Security-Policy keeps a browser from using."""

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

LOADED: Final = {"script": "src", "link": "href", "img": "src", "form": "action", "iframe": "src"}


class Markup(HTMLParser):
    """Scripts and styles that are written into the page, and files of other hosts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = {name: value or "" for name, value in attrs}
        written = tag == "style" or (tag == "script" and "src" not in given)
        handlers = [name for name in given if name == "style" or name.startswith("on")]
        elsewhere = urlsplit(given.get(LOADED.get(tag, ""), ""))
        runs = any(value.strip().lower().startswith("javascript:") for value in given.values())
        if written or handlers or elsewhere.netloc or runs:
            self.refused.append(self.get_starttag_text() or tag)
