"""Fewer garbage collections while hundreds of calls are under way.

    with fewer_collections():
        ...                      # a run

Every call under way is a chain of some forty objects that live for one round trip. By default Python looks for cycles
among the young ones after every 700 new objects, and goes on to the older ones with every tenth and hundredth look.
20,000 calls at 256 at once, two cores: 15.6 s by default, 8.8 s so; peak memory the same within 2 %.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (20_000, 20, 50)


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Collect later, and never look at what was there before."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
