"""Python's search for garbage in cycles, held less often in processes that read very many events.

What an event is made of is freed by itself when nobody holds it any more: there are no cycles in it. The search looks
at everything that is alive, after each 700 new objects: while a batch of some ten thousand events is read, of which
each is eight objects, that is a tenth of all the work. In a writer, which remembers very many states, it was a third
(docs/write-path.md), in an import as much. Every process of workers goes through `consumers.runtime.supervising`, which
says it once for all.
"""

from __future__ import annotations

import gc

OBJECTS_BETWEEN_SEARCHES = 300_000
"""More than the batches that a writer of four partitions has in hand. Should all of them be garbage in cycles, they are
some 30 MB."""


def search_rarely() -> None:
    """From now on search seldom, and never among what is there already: modules, schemas, classes."""
    _, *older = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES, *older)
    gc.freeze()
