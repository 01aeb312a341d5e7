from .documents import Document, Side
from .stays import Stay

__all__ = ["Document", "Side", "Stay"]
