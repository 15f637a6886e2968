from .flows.read import read as read
from .logistics.assess import assess as assess
from .logistics.route import route as route
from .maps.draw import draw as draw
from .maps.site import publish as publish
from .matching.match import match as match
from .pipeline import Scenario as Scenario
from .pipeline import run as run
from .ranking.rank import rank as rank
from .regions.locate import locate as locate

__all__ = [
    "Scenario",
    "assess",
    "draw",
    "locate",
    "match",
    "publish",
    "rank",
    "read",
    "route",
    "run",
]
