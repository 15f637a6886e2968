"""fiss-geo: industrial symbiosis in Finland, ranked by road distance and transport emissions.

The six verbs in order, and ``run``, which is the verbs in order. What each takes and gives
stands in ``docs/tables.md``; names and types are in the stub beside this file.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
