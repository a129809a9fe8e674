"""A TCP proxy between the processes and a server: it can cut, refuse, freeze or delay."""

import asyncio
from contextlib import suppress
from threading import Thread
from typing import Any

CHUNK = 65536


class Proxy:
    """Listens on its own port until closed; `delay` is in seconds per chunk."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.delay = 0.0
        self.refusing = False
        self.writers: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = self._do(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.open = self._do(self._event())
        self.port: int = self.server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Reset every connection, and accept no other."""
        self.refusing = True
        self._do(self._abort())

    def freeze(self) -> None:
        """Keep the connections, and pass no byte."""
        self.loop.call_soon_threadsafe(self.open.clear)

    def restore(self) -> None:
        self.delay, self.refusing = 0.0, False
        self.loop.call_soon_threadsafe(self.open.set)

    def close(self) -> None:
        self.server.close()
        self.cut()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def _do(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def _event(self) -> asyncio.Event:
        event = asyncio.Event()
        event.set()
        return event

    async def _abort(self) -> None:
        for writer in self.writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        with suppress(OSError):
            if not self.refusing:
                there, back = await asyncio.open_connection(*self.target)
                ends.append(back)
                self.writers.update(ends)
                await self._until_one_ends(self._pump(reader, back), self._pump(there, writer))
        for each in ends:
            self.writers.discard(each)
            each.transport.abort()

    async def _until_one_ends(self, *pumps: Any) -> None:
        tasks = [asyncio.ensure_future(pump) for pump in pumps]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(CHUNK):
            await self.open.wait()
            if self.delay:
                await asyncio.sleep(self.delay)
            sink.write(data)
            await sink.drain()
