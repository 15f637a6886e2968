"""What all tests share: hypothesis without deadlines, since machines differ in speed.

And a cache of their own, so that boundaries which somebody fetched change no test.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("fiss-geo", deadline=None, max_examples=30, derandomize=True)
settings.load_profile("fiss-geo")


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FISS_GEO_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
