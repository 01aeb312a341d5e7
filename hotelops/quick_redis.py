"""redis-py without what it does around a command, which takes about as long as the command itself.

That is metrics, and the maintenance notices of a protocol that is not spoken here. After which errors a
connection is closed and a command sent once more is the matter of the connection's `retry`, as with redis-py.
"""

from queue import Empty, Full, SimpleQueue
from typing import Any

from redis import BlockingConnectionPool, Redis
from redis.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError


class QuickRedis(Redis):
    """A client for `QuickPool`. What traces commands stands round `execute_command`, and still sees them."""

    def _execute_command(self, *args: Any, **options: Any) -> Any:
        connection = self.connection_pool.get_connection()
        try:
            return connection.retry.call_with_retry(
                lambda: self._ask(connection, *args, **options), lambda error: connection.disconnect()
            )
        finally:
            self.connection_pool.release(connection)

    def _ask(self, connection: AbstractConnection, *args: Any, **options: Any) -> Any:
        connection.send_command(*args)
        return self.parse_response(connection, args[0], **options)


class Stack:
    """What a pool needs of a LifoQueue, in a few steps of C."""

    def __init__(self, size: int) -> None:
        self.queue: list[Any] = []
        self._size = size
        self._tokens: SimpleQueue[None] = SimpleQueue()  # never more of them than items in the queue

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        self._tokens.get(block, timeout)
        return self.queue.pop()

    def put_nowait(self, item: Any) -> None:
        if len(self.queue) >= self._size:
            raise Full
        self.queue.append(item)
        self._tokens.put(None)


class QuickPool(BlockingConnectionPool):
    """Connections that are ready to send; when all are busy, a thread waits for one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queue_class=Stack, **options)

    def get_connection(self, *args: Any, **options: Any) -> Any:
        self._checkpid()
        try:
            connection = self.pool.get(timeout=self.timeout) or self.make_connection()
        except Empty:
            raise RedisConnectionError("No connection available.") from None
        try:
            connect(connection)
        except BaseException:
            self.release(connection)
            raise
        return connection

    def release(self, connection: Any) -> None:
        if self.owns_connection(connection):
            self.pool.put_nowait(connection)
        else:  # one of before a fork, or of a master that is no longer one
            super().release(connection)


def connect(connection: AbstractConnection) -> None:
    """Opens it unless it is open, or anew where the server closed it or sent what nobody asked for."""
    if not connection.is_connected:
        connection.connect()
        return
    try:
        is_clean = not connection.can_read()
    except (RedisError, OSError):
        is_clean = False
    if not is_clean:
        connection.disconnect()
        connection.connect()
