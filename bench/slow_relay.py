"""A TCP relay that is far away: whatever is sent arrives `one_way` seconds later, in both directions.
Bytes are held, and where the way has a rate, all connections of one direction share it."""
import collections
import socket
import threading
import time

PIECE = 1 << 18
MOST_HELD = 64 << 20  # of one direction; only a guard against a reader that has gone to sleep


class Way:
    """One direction for all connections: when a piece that is sent now has arrived."""

    def __init__(self, one_way, bytes_per_second):
        self.one_way, self.bytes_per_second = one_way, bytes_per_second
        self.free_at, self.lock, self.bytes = 0.0, threading.Lock(), 0

    def arrival(self, size):
        now = time.monotonic()
        with self.lock:
            self.bytes += size
            if self.bytes_per_second:
                self.free_at = max(self.free_at, now) + size / self.bytes_per_second
            return max(self.free_at, now) + self.one_way


class Pipe:
    """One direction of a connection: a thread that takes, and one that hands on when it is due."""

    def __init__(self, taken_from, given_to, way):
        self.taken_from, self.given_to, self.way = taken_from, given_to, way
        self.held, self.bytes_held = collections.deque(), 0
        self.changed = threading.Condition()
        for run in (self.take, self.give):
            threading.Thread(target=run, daemon=True).start()

    def take(self):
        data = b"-"
        while data:
            try:
                data = self.taken_from.recv(PIECE)
            except OSError:
                data = b""
            with self.changed:
                self.changed.wait_for(lambda: self.bytes_held < MOST_HELD)
                self.held.append((self.way.arrival(len(data)), data))
                self.bytes_held += len(data)
                self.changed.notify_all()

    def give(self):
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.held)
                due, data = self.held.popleft()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                if not data:
                    self.given_to.shutdown(socket.SHUT_WR)
                    return
                self.given_to.sendall(data)
            except OSError:
                data = b""
            with self.changed:
                self.bytes_held -= len(data)
                self.changed.notify_all()
            if not data:
                return


class SlowRelay:
    """Listens on `port` of loopback until the program ends."""

    def __init__(self, server_port, one_way, bytes_per_second=0):
        """Without a rate there is none."""
        self.server_port = server_port
        self.there, self.back = (Way(one_way, bytes_per_second) for _ in range(2))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.server_port))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Pipe(client, server, self.there)
            Pipe(server, client, self.back)
