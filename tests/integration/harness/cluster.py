"""A real, single-node Kafka of the test's own."""
import pathlib

from . import paths
from . import ports
from . import process
from . import proxy


class Cluster:
    """A broker on free loopback ports, its data under `folder`. With `proxied`, a second listener
    tells its clients to come back through a Proxy. `settings`: further KEY=VALUEs of the broker."""

    def __init__(self, folder, proxied=False, settings=()):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._port = ports.free_port()
        self._controller_port = ports.free_port()
        self._proxied_port = ports.free_port() if proxied else None
        self.brokers = f"127.0.0.1:{self._port}"
        self.proxy = proxy.Proxy(self._proxied_port) if proxied else None
        self._settings = settings
        self._broker = None

    def start(self):
        command = [paths.LOCAL_KAFKA, "run", "--data", self._folder / "kafka",
                   "--port", self._port, "--controller-port", self._controller_port]
        for setting in (*self._listeners(), *self._settings):
            command += ["--set", setting]
        self._broker = process.Process(["sh", "-c", 'exec "$@" 1>&2', "sh", *command],
                                       self._folder / "kafka.log", self._folder / "kafka.out")
        self._broker.await_line(lambda line: "Kafka Server started" in line, 90)

    def _listeners(self):
        if self.proxy is None:
            return []
        return [
            f"listeners=PLAINTEXT://127.0.0.1:{self._port},"
            f"PROXY://127.0.0.1:{self._proxied_port},"
            f"CONTROLLER://127.0.0.1:{self._controller_port}",
            f"advertised.listeners=PLAINTEXT://{self.brokers},PROXY://{self.proxy.address}",
        ]

    def pause(self):
        """SIGSTOP: connections stay, nothing answers."""
        self._broker.pause()

    def resume(self):
        self._broker.resume()

    def kill(self):
        """SIGKILL; start() brings it back with its data."""
        self._broker.kill()

    def stop(self):
        """Its data is thrown away with it, so there is nothing to shut down in order."""
        if self.proxy is not None:
            self.proxy.close()
        if self._broker is not None and self._broker.alive():
            self._broker.kill()
