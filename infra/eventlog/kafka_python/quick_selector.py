"""A selector for kafka-python's event loop that asks the kernel only when something has changed.

The loop takes its interest in a socket back after every event and states it again for the next one, and before every
write it waits until the socket is writable, which it nearly always is. For one request and its answer that is six
`epoll_ctl` calls and two waits more than is needed: more than the request itself costs. So here

- changes of interest are collected, and applied only if they are still there at the next wait;
- a socket that was seen to be writable is taken to be so without asking, once for each time that something could be
  read from it: where the write then blocks, the next wait is a real one.

It is what the option `selector` of kafka-python's clients takes. Systems without epoll keep Python's own.
"""

from __future__ import annotations

import errno
import math
import select
import selectors
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class QuickSelector(selectors.BaseSelector):
    """For sockets, waited for on one thread. Only what the event loop uses is quick.

    Another thread may take a socket out at any time: the loop's unfinished tasks do when they are collected as garbage.
    """

    def __init__(self) -> None:
        self._epoll = select.epoll()  # type: ignore[attr-defined,unused-ignore]
        self._keys: dict[int, selectors.SelectorKey] = {}
        self._in_kernel: dict[int, tuple[object, int]] = {}  # what epoll was told: the socket and its events
        self._changed: set[int] = set()
        self._writable: dict[int, object] = {}  # sockets whose next write need not be waited for

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Raises ValueError when the socket is closed, KeyError when it is registered already."""
        number = _number(fileobj)
        known = self._keys.get(number)
        if known is not None and known.fileobj is fileobj:
            raise KeyError(number)
        return self._set(number, fileobj, events, data)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Raises KeyError when it is not registered."""
        return self._set(self.get_key(fileobj).fd, fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        """Raises KeyError when it is not registered."""
        key = self.get_key(fileobj)
        del self._keys[key.fd]
        self._changed.add(key.fd)
        return key

    def get_key(self, fileobj: Any) -> selectors.SelectorKey:
        """Raises KeyError when it is not registered, ValueError when it is closed and was not."""
        number = fileobj.fileno()
        if number < 0:
            number = next((key.fd for key in self._keys.values() if key.fileobj is fileobj), number)
        key = self._keys.get(number)
        if key is None or key.fileobj is not fileobj:
            raise KeyError(number)  # Python's own would format the socket into the message: two system calls
        return key

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        """What is registered, by file descriptor."""
        return self._keys

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready. `timeout` in seconds: None waits for ever, 0 and less do not wait."""
        if taken := self._taken_to_be_writable():
            return taken
        self._tell_kernel()
        wait_s = -1.0 if timeout is None else max(0.0, math.ceil(timeout * 1e3) * 1e-3)
        ready: list[tuple[selectors.SelectorKey, int]] = []
        try:
            found = self._epoll.poll(wait_s, max(len(self._in_kernel), 1))
        except InterruptedError:
            return ready
        for number, mask in found:
            key = self._keys.get(number)
            if key is None:
                continue
            # Errors and hang-ups are for whoever waits, as Python's own has it.
            events = (_WRITE if mask & ~select.EPOLLIN else 0) | (_READ if mask & ~select.EPOLLOUT else 0)  # type: ignore[attr-defined,unused-ignore]
            if events & key.events:
                ready.append((key, events & key.events))
                self._writable[number] = key.fileobj
        return ready

    def close(self) -> None:
        """Forget everything."""
        self._epoll.close()
        self._keys.clear()
        self._in_kernel.clear()
        self._writable.clear()

    def _set(self, number: int, fileobj: Any, events: int, data: Any) -> selectors.SelectorKey:
        key = self._keys[number] = selectors.SelectorKey(fileobj, number, events, data)
        self._changed.add(number)
        return key

    def _taken_to_be_writable(self) -> list[tuple[selectors.SelectorKey, int]]:
        taken = []
        for number in tuple(self._changed):
            key = self._keys.get(number)
            if key and key.events & _WRITE and self._writable.get(number) is key.fileobj:
                del self._writable[number]
                taken.append((key, _WRITE))
        return taken

    def _tell_kernel(self) -> None:
        # Taken out before they are looked at: what another thread changes meanwhile is looked at the next time.
        changed = tuple(self._changed)
        self._changed.difference_update(changed)
        for number in changed:
            key = self._keys.get(number)
            wanted = (key.fileobj, key.events) if key else None
            if self._in_kernel.get(number) == wanted:
                continue
            # A closed socket has left epoll by itself, and its number may be another's by now.
            before = self._in_kernel.pop(number, None)
            if key is None or (before is not None and before[0] is not key.fileobj):
                self._forget(number)
            if key is not None and self._wait_for(number, key.events):
                self._in_kernel[number] = (key.fileobj, key.events)

    def _wait_for(self, number: int, events: int) -> bool:
        """False when the socket has been closed meanwhile."""
        mask = (select.EPOLLIN if events & _READ else 0) | (select.EPOLLOUT if events & _WRITE else 0)  # type: ignore[attr-defined,unused-ignore]
        try:
            try:
                self._epoll.modify(number, mask)
            except FileNotFoundError:
                self._epoll.register(number, mask)
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            return False
        return True

    def _forget(self, number: int) -> None:
        self._writable.pop(number, None)
        with suppress(OSError):  # it was closed
            self._epoll.unregister(number)


def _number(fileobj: socket.socket) -> int:
    number = fileobj.fileno()
    if number < 0:
        raise ValueError("the socket is closed")
    return number


QUICKEST: type[selectors.BaseSelector] = QuickSelector if hasattr(select, "epoll") else selectors.DefaultSelector
