"""A child process whose output is awaited line by line, never slept for."""
import os
import queue
import signal
import subprocess
import threading
import time

END = object()


class Process:
    """Runs `command`. Standard output goes to a file; each line of standard error to a log file and
    to whoever waits for it. `environment`: variables beside those of the test."""

    def __init__(self, command, log_path, output_path, environment=None):
        self.log_path = log_path
        self.output_path = output_path
        self._lines = queue.Queue()
        with open(output_path, "ab") as output:
            self._child = subprocess.Popen([str(part) for part in command],
                                           stdin=subprocess.DEVNULL, stdout=output,
                                           stderr=subprocess.PIPE,
                                           env={**os.environ, **(environment or {})})
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        with open(self.log_path, "ab", buffering=0) as log:
            for line in self._child.stderr:
                log.write(line)
                self._lines.put(line.decode("utf-8", "replace").rstrip("\n"))
        self._lines.put(END)

    @property
    def pid(self):
        return self._child.pid

    def alive(self):
        return self._child.poll() is None

    def await_line(self, wanted, seconds):
        """The next line for which `wanted` holds; fails when the process ends, or in time."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"not seen within {seconds} s; log: {self.tail()}") from None
            if line is END:
                self._lines.put(END)
                raise AssertionError(f"the process ended without it; log: {self.tail()}")
            if wanted(line):
                return line

    def forget_lines(self):
        while not self._lines.empty():
            if self._lines.get() is END:
                self._lines.put(END)
                return

    def wait(self, seconds):
        """The exit status."""
        try:
            status = self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {seconds} s; log: {self.tail()}") from None
        self._reader.join(seconds)
        self._child.stderr.close()
        return status

    def kill(self):
        """SIGKILL; returns when the process is gone and its log is complete."""
        self._child.send_signal(signal.SIGKILL)
        self.wait(30)

    def terminate(self):
        self._child.send_signal(signal.SIGTERM)

    def pause(self):
        self._child.send_signal(signal.SIGSTOP)

    def resume(self):
        self._child.send_signal(signal.SIGCONT)

    def log(self):
        return self.log_path.read_text("utf-8", "replace")

    def tail(self):
        return "\n" + "\n".join(self.log().splitlines()[-30:])
