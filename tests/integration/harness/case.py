"""The base of a scenario: a folder and a Kafka of its own, and everything stopped at the end."""
import os
import pathlib
import shutil
import tempfile
import unittest

from . import cluster
from . import member
from . import topics


class Scenario(unittest.TestCase):
    """One Kafka for all tests of a class; each test uses topics and a group of its own if it must.

    The folder is kept when a test failed and INTEGRATION_KEEP is set.
    """

    proxied = False
    passwords = None
    broker_settings = ()
    broker_environment = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cablestream-"))
        cls.addClassCleanup(cls._remove_folder)
        cls.cluster = cls.new_cluster()
        cls.addClassCleanup(cls.cluster.stop)
        cls.cluster.start()
        cls.brokers = cls.cluster.brokers

    @classmethod
    def new_cluster(cls):
        return cluster.Cluster(cls.folder, proxied=cls.proxied, passwords=cls.passwords,
                               settings=cls.broker_settings,
                               environment=cls.broker_environment)

    @classmethod
    def _remove_folder(cls):
        if "INTEGRATION_KEEP" not in os.environ:
            shutil.rmtree(cls.folder, ignore_errors=True)

    def member(self, *arguments, brokers=None, name="", **options):
        """A member with a folder named after the test, and after it where the test has several."""
        folder = self.folder / self._testMethodName / name
        created = member.Member(brokers or self.brokers, folder, *arguments, **options)
        self.addCleanup(created.stop)
        return created

    def create_topics(self, partitions=4, **raw_config):
        topics.create(self.brokers, "cables.raw", partitions, **raw_config)
        topics.create(self.brokers, "cables.records", partitions, retention_ms=-1)
        topics.create(self.brokers, "cables.dead-letters", partitions, retention_ms=-1)

    def delete_topics(self):
        """All but Kafka's own."""
        for name in topics.names(self.brokers) - {"__consumer_offsets", "__transaction_state"}:
            topics.delete(self.brokers, name)
