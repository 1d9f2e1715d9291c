"""The author's page: a project served to a browser on the same machine, and told of every change.

Needs the optional extra `deckwright[serve]`. Nobody else gets an answer: it listens on the loopback only, wants a
random token, and refuses other hosts and origins. Pages may load nothing from elsewhere; cards stand in a frame without
an origin of their own.
"""

from deckwright.server.guard import HOST, Keys
from deckwright.server.page import Open, Page
from deckwright.server.running import listen, run

__all__ = ["HOST", "Keys", "Open", "Page", "listen", "run"]
