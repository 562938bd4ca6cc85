"""A real, single-node Kafka of the test's own."""
import pathlib

from . import certificates
from . import paths
from . import ports
from . import process
from . import proxy
from . import scram


def run_broker(folder, *options, settings=(), prefix=(), environment=None):
    """local-kafka with these options, its data and its log in `folder`; `prefix`: a command that runs
    it."""
    command = [*prefix, paths.LOCAL_KAFKA, "run", "--data", folder / "kafka", *options]
    for setting in settings:
        command += ["--set", setting]
    return process.Process(["sh", "-c", 'exec "$@" 1>&2', "sh", *command], folder / "kafka.log",
                           folder / "kafka.out", environment)


def await_started(broker):
    broker.await_line(lambda line: "Kafka Server started" in line, 90)


class Cluster:
    """A broker on free loopback ports, its data under `folder`. With `proxied`, a second listener
    tells its clients to come back through a Proxy. With `passwords` (by user), `sasl_brokers` asks
    for one over TLS (PLAIN or SCRAM-SHA-512), and `tls_brokers` for a certificate of `authority`, whose CN is
    the user. `settings`: further KEY=VALUEs of the broker."""

    def __init__(self, folder, proxied=False, passwords=None, settings=(), environment=None):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._port = ports.free_port()
        self._controller_port = ports.free_port()
        self._proxied_port = ports.free_port() if proxied else None
        self._sasl_port = ports.free_port() if passwords else None
        self._tls_port = ports.free_port() if passwords else None
        self._passwords = passwords
        self.authority = certificates.Authority(self._folder, "authority") if passwords else None
        self._environment = environment
        self.brokers = f"127.0.0.1:{self._port}"
        self.sasl_brokers = f"127.0.0.1:{self._sasl_port}"
        self.tls_brokers = f"127.0.0.1:{self._tls_port}"
        self.proxy = proxy.Proxy(self._proxied_port) if proxied else None
        self._settings = settings
        self._broker = None

    def start(self):
        self._broker = run_broker(
            self._folder, "--port", self._port, "--controller-port", self._controller_port,
            settings=(*self._listeners(), *self._settings), environment=self._environment)
        await_started(self._broker)
        for user, password in (self._passwords or {}).items():
            scram.add_user(self.brokers, user, password)

    def log(self):
        return self._broker.log()

    def _listeners(self):
        own = f"PLAINTEXT://{self.brokers}"
        listeners = [own, f"CONTROLLER://127.0.0.1:{self._controller_port}"]
        advertised = [own]
        settings = []
        if self.proxy is not None:
            listeners.append(f"PROXY://127.0.0.1:{self._proxied_port}")
            advertised.append(f"PROXY://{self.proxy.address}")
        if self._passwords is not None:
            secured = [f"SASL_SSL://{self.sasl_brokers}", f"SSL://{self.tls_brokers}"]
            listeners += secured
            advertised += secured
            settings += self._security()
        return [f"listeners={','.join(listeners)}", f"advertised.listeners={','.join(advertised)}",
                *settings]

    def _security(self):
        users = " ".join(f'user_{user}="{word}"' for user, word in self._passwords.items())
        return [
            "ssl.keystore.type=PEM",
            f"ssl.keystore.location={self.authority.keystore('broker', '127.0.0.1')}",
            "ssl.truststore.type=PEM",
            f"ssl.truststore.location={self.authority.certificate}",
            "listener.name.ssl.ssl.client.auth=required",
            "listener.name.ssl.ssl.principal.mapping.rules=RULE:^CN=(.*)$/$1/",
            "listener.name.sasl_ssl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512",
            "listener.name.sasl_ssl.plain.sasl.jaas.config="
            f"org.apache.kafka.common.security.plain.PlainLoginModule required {users};",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config="
            "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        ]

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
