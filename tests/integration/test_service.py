"""What supervisors are told of a running service: systemd by its socket, Docker by its health check."""
import socket
import subprocess
import unittest

from harness import case
from harness import paths

SECONDS = 90
READY = paths.SOURCE / "deploy/docker/ready"


class ServiceTest(case.Scenario):

    def await_told(self, wanted):
        """What systemd was told until, with it, the line that is waited for."""
        told = []
        while wanted not in told:
            told += self.systemd.recv(4096).decode().splitlines()
        return told

    def docker_says_ready(self, member):
        port = member.admin_address.rpartition(":")[2]
        return subprocess.run([READY, port], timeout=SECONDS, stderr=subprocess.DEVNULL).returncode == 0

    def test_it_is_ready_once_it_works_and_says_when_it_stops(self):
        path = self.folder / "notify"
        self.systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.systemd.close)
        self.systemd.settimeout(SECONDS)
        self.systemd.bind(str(path))
        member = self.member("--create-topics", environment={"NOTIFY_SOCKET": str(path)})
        self.cluster.pause()
        self.addCleanup(self.cluster.resume)
        member.start()
        self.assertEqual({"STATUS=no partition is assigned yet", "WATCHDOG=1"},
                         set(self.await_told("WATCHDOG=1")))
        self.assertFalse(self.docker_says_ready(member))
        self.cluster.resume()
        self.await_told("READY=1")
        self.assertTrue(member.ready())
        self.assertTrue(self.docker_says_ready(member))
        member.ask_to_stop()
        self.await_told("STOPPING=1")
        self.assertEqual(0, member.wait(SECONDS))
        self.assertFalse(self.docker_says_ready(member))


if __name__ == "__main__":
    unittest.main()
