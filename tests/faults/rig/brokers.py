"""A cluster of three brokers, each on a machine of its own whose network can be cut."""
import base64
import os
import pathlib
import subprocess
import unittest

from confluent_kafka import admin

from harness import cluster
from harness import topics
from harness import wait

NUMBERS = (1, 2, 3)
OFFSETS, TRANSACTIONS = "__consumer_offsets", "__transaction_state"
_PORT, _CONTROLLER_PORT = 9092, 9093
_SECONDS = 120
_SETTINGS = (
    "default.replication.factor=3", "min.insync.replicas=2",
    "offsets.topic.replication.factor=3", "offsets.topic.num.partitions=1",
    "transaction.state.log.replication.factor=3", "transaction.state.log.min.isr=2",
    "transaction.state.log.num.partitions=1",
    # A lost broker is replaced in seconds.
    "broker.session.timeout.ms=5000", "broker.heartbeat.interval.ms=1000")


def _run(*command):
    subprocess.run([str(part) for part in command], check=True)


class Network:
    """A machine's: a namespace that a process holds open. A pair of interfaces joins it to that of the
    test, which forwards between such networks."""

    def __init__(self, number):
        self.host = _host(number)
        self._gateway = f"10.77.{number}.1"
        self._outside = f"machine{number}"
        self._holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self.inside = ("nsenter", f"--net=/proc/{self._holder.pid}/ns/net")
        own = os.readlink("/proc/self/ns/net")
        wait.until(lambda: os.readlink(f"/proc/{self._holder.pid}/ns/net") != own, _SECONDS,
                   "a network namespace")
        _run("ip", "link", "add", self._outside, "type", "veth", "peer", "name", "eth0", "netns",
             self._holder.pid)
        _run("ip", "address", "add", f"{self._gateway}/24", "dev", self._outside)
        _run("ip", "link", "set", self._outside, "up")
        _run(*self.inside, "ip", "link", "set", "lo", "up")
        _run(*self.inside, "ip", "address", "add", f"{self.host}/24", "dev", "eth0")
        self.plug_in()

    def plug_in(self):
        _run(*self.inside, "ip", "link", "set", "eth0", "up")
        _run(*self.inside, "ip", "route", "add", "default", "via", self._gateway)

    def cut_off(self):
        """From everybody."""
        _run(*self.inside, "ip", "link", "set", "eth0", "down")

    def estrange(self):
        """From other such networks: who is on none reaches it as before."""
        self._forward(False)

    def reconcile(self):
        self._forward(True)

    def _forward(self, on):
        pathlib.Path(f"/proc/sys/net/ipv4/conf/{self._outside}/forwarding").write_text(str(int(on)))

    def close(self):
        self._holder.kill()
        self._holder.wait()


class Broker:
    """One of them, a controller as well."""

    def __init__(self, number, folder, cluster_id, settings):
        self.number = number
        self.network = Network(number)
        self.address = f"{_host(number)}:{_PORT}"
        self._folder = folder / f"broker{number}"
        self._folder.mkdir()
        self._cluster_id = cluster_id
        voters = ",".join(f"{each}@{_host(each)}:{_CONTROLLER_PORT}" for each in NUMBERS)
        listeners = f"PLAINTEXT://{self.address},CONTROLLER://{_host(number)}:{_CONTROLLER_PORT}"
        self._settings = (*_SETTINGS, f"node.id={number}", f"controller.quorum.voters={voters}",
                          f"listeners={listeners}",
                          f"advertised.listeners=PLAINTEXT://{self.address}", *settings)
        self._process = None

    def run(self):
        self._process = cluster.run_broker(self._folder, "--port", _PORT, "--cluster-id",
                                           self._cluster_id, settings=self._settings,
                                           prefix=self.network.inside)

    def await_started(self):
        cluster.await_started(self._process)

    def start(self):
        self.run()
        self.await_started()

    def kill(self):
        self._process.kill()

    def shut_down(self):
        self._process.terminate()
        self._process.wait(_SECONDS)

    def stop(self):
        if self._process is not None and self._process.alive():
            self._process.kill()
        self.network.close()


def _host(number):
    return f"10.77.{number}.2"


class ThreeBrokers:
    """Topics have three replicas, of which two must have what is acknowledged."""

    def __init__(self, folder, settings=()):
        if "FAULTS_ISOLATED" not in os.environ:
            raise unittest.SkipTest("brokers can't have networks of their own here")
        pathlib.Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
        self.machine = Network(max(NUMBERS) + 1)  # for a member
        cluster_id = base64.b64encode(os.urandom(16), b"Aa").decode().rstrip("=")
        self.each = [Broker(number, folder, cluster_id, settings) for number in NUMBERS]
        self.brokers = ",".join(broker.address for broker in self.each)

    def start(self):
        for broker in self.each:
            broker.run()
        for broker in self.each:
            broker.await_started()

    def leader(self, topic, partition=0):
        """The broker that leads it."""
        number = _metadata(self.brokers)[topic].partitions[partition].leader
        return self.each[NUMBERS.index(number)]

    def await_led_without(self, broker):
        """Until the others have taken over what it led."""
        others = ",".join(each.address for each in self.each if each is not broker)
        wait.until(lambda: all(partition.leader in NUMBERS and partition.leader != broker.number
                               for topic in _metadata(others).values()
                               for partition in topic.partitions.values()),
                   _SECONDS, f"leaders other than broker {broker.number}")

    def await_in_sync(self):
        """Until every partition has all its replicas."""
        wait.until(lambda: all(len(partition.isrs) == len(NUMBERS)
                               for topic in _metadata(self.brokers).values()
                               for partition in topic.partitions.values()),
                   _SECONDS, "all replicas in sync")

    def stop(self):
        for broker in self.each:
            broker.stop()
        self.machine.close()


def _metadata(brokers):
    client = admin.AdminClient({"bootstrap.servers": brokers, **topics.QUIET})
    return client.list_topics(timeout=_SECONDS).topics
