"""A real, single-node Kafka of the test's own."""
import pathlib

from . import paths
from . import ports
from . import process
from . import proxy


def run_broker(folder, *options, settings=(), prefix=()):
    """local-kafka with these options, its data and its log in `folder`; `prefix`: a command that runs
    it."""
    command = [*prefix, paths.LOCAL_KAFKA, "run", "--data", folder / "kafka", *options]
    for setting in settings:
        command += ["--set", setting]
    return process.Process(["sh", "-c", 'exec "$@" 1>&2', "sh", *command], folder / "kafka.log",
                           folder / "kafka.out")


def await_started(broker):
    broker.await_line(lambda line: "Kafka Server started" in line, 90)


class Cluster:
    """A broker on free loopback ports, its data under `folder`. With `proxied`, a second listener
    tells its clients to come back through a Proxy. With `passwords` (by user), `sasl_brokers` asks
    for one (PLAIN). `settings`: further KEY=VALUEs of the broker."""

    def __init__(self, folder, proxied=False, passwords=None, settings=()):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._port = ports.free_port()
        self._controller_port = ports.free_port()
        self._proxied_port = ports.free_port() if proxied else None
        self._sasl_port = ports.free_port() if passwords else None
        self._passwords = passwords
        self.brokers = f"127.0.0.1:{self._port}"
        self.sasl_brokers = f"127.0.0.1:{self._sasl_port}"
        self.proxy = proxy.Proxy(self._proxied_port) if proxied else None
        self._settings = settings
        self._broker = None

    def start(self):
        self._broker = run_broker(
            self._folder, "--port", self._port, "--controller-port", self._controller_port,
            settings=(*self._listeners(), *self._settings))
        await_started(self._broker)

    def _listeners(self):
        own = f"PLAINTEXT://{self.brokers}"
        listeners = [own, f"CONTROLLER://127.0.0.1:{self._controller_port}"]
        advertised = [own]
        settings = []
        if self.proxy is not None:
            listeners.append(f"PROXY://127.0.0.1:{self._proxied_port}")
            advertised.append(f"PROXY://{self.proxy.address}")
        if self._passwords is not None:
            listeners.append(f"SASL_PLAINTEXT://{self.sasl_brokers}")
            advertised.append(f"SASL_PLAINTEXT://{self.sasl_brokers}")
            users = " ".join(f'user_{user}="{word}"' for user, word in self._passwords.items())
            settings += [
                "sasl.enabled.mechanisms=PLAIN",
                "listener.name.sasl_plaintext.plain.sasl.jaas.config="
                f"org.apache.kafka.common.security.plain.PlainLoginModule required {users};",
            ]
        return [f"listeners={','.join(listeners)}", f"advertised.listeners={','.join(advertised)}",
                *settings]

    def pause(self):
        """SIGSTOP: connections stay, nothing answers."""
        self._broker.pause()

    def resume(self):
        self._broker.resume()

    def kill(self):
        """SIGKILL; start() brings it back with its data."""
        self._broker.kill()

    def shut_down(self):
        """SIGTERM, and its end; start() brings it back with its data."""
        self._broker.terminate()
        self._broker.wait(90)

    def stop(self):
        """Its data is thrown away with it, so there is nothing to shut down in order."""
        if self.proxy is not None:
            self.proxy.close()
        if self._broker is not None and self._broker.alive():
            self._broker.kill()
