"""cablestream itself, as a user runs it."""
import json
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

from . import paths
from . import ports
from . import process
from . import wait

# How long a thing may take under the sanitizers on a busy machine. Only a failure ever waits so
# long.
SECONDS = 90


def run_command(*arguments, seconds=SECONDS, binary=paths.BINARY, **options):
    """One of the one-shot commands: the finished process, with its output as text."""
    return subprocess.run([str(binary), *map(str, arguments)], timeout=seconds,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8", errors="replace", **options)


class Member:
    """`cablestream run` against `brokers`, its state in `folder`/state; started and stopped at
    will. `prefix`: a command that becomes it; `host`: where it is then."""

    command = ("run",)
    until_end = ("--until-end",)  # what makes it end by itself

    def __init__(self, brokers, folder, *arguments, binary=paths.BINARY, environment=None,
                 prefix=(), host="127.0.0.1"):
        self.binary = binary
        self._host = host
        self._prefix = prefix
        self._environment = environment
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state = self.folder / "state"
        self._brokers = brokers
        self._arguments = arguments
        self._admin = None
        self._process = None
        self._started = None

    def start(self, *arguments):
        """Until stopped."""
        self._admin = f"{self._host}:{ports.free_port()}"
        self._run("--admin-address", self._admin, *arguments)

    def run_until_end(self, *arguments):
        """Returns what `run --until-end` printed last: its counts."""
        self.start_until_end(*arguments)
        return self.finish()

    def start_until_end(self, *arguments):
        self._started = time.monotonic()
        self._run(*self.until_end, *arguments)

    def finish(self):
        """The counts of what start_until_end began."""
        status = self._process.wait(SECONDS)
        if status != 0:
            raise AssertionError(
                f"{' '.join(self.command)} left with {status} after "
                f"{time.monotonic() - self._started:.1f} s; log: {self._process.tail()}")
        return json.loads(self._process.output_path.read_text().splitlines()[-1])

    def _run(self, *arguments):
        command = [*self._prefix, self.binary, *self.command, "--brokers", self._brokers,
                   "--state-dir", self.state, "--log-level", "debug", "--log-format", "json", *self._arguments, *arguments]
        self._process = process.Process(command, self.folder / "member.log",
                                        self.folder / "member.out", self._environment)

    @property
    def admin(self):
        """Where the status page is."""
        return f"http://{self._admin}/"

    def await_ready(self):
        """Assigned and restored: /readyz says so."""
        def ready_or_gone():
            if not self._process.alive():
                raise AssertionError(f"the member ended; log: {self._process.tail()}")
            return self.ready()
        wait.until(ready_or_gone, SECONDS, f"{self._admin}/readyz")

    def ready(self):
        return self._says_yes("readyz")

    def healthy(self):
        return self._says_yes("healthz")

    def metrics_text(self):
        with urllib.request.urlopen(f"http://{self._admin}/metrics", timeout=SECONDS) as response:
            return response.read().decode()

    def metrics(self):
        """Each sample of /metrics, by its name and labels as they stand there."""
        lines = self.metrics_text().splitlines()
        samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(value) for name, value in samples}

    def _says_yes(self, path):
        try:
            with urllib.request.urlopen(f"http://{self._admin}/{path}", timeout=5) as response:
                return response.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def await_event(self, *events, seconds=SECONDS):
        """The fields of the next log line with one of these events."""
        def wanted(line):
            return any(f'"{event}"' in line for event in events)
        return json.loads(self._process.await_line(wanted, seconds))

    def forget_lines(self):
        """Awaits nothing that was logged before."""
        self._process.forget_lines()

    def await_line(self, text):
        self._process.await_line(lambda line: text in line, SECONDS)

    @property
    def admin_address(self):
        return self._admin

    @property
    def pid(self):
        return self._process.pid

    def alive(self):
        return self._process.alive()

    def wait(self, seconds=SECONDS):
        return self._process.wait(seconds)

    def terminate(self, seconds=SECONDS):
        """SIGTERM; the exit status, which must come in time."""
        self._process.terminate()
        return self._process.wait(seconds)

    def ask_to_stop(self):
        """SIGTERM; goes on at once."""
        self._process.terminate()

    def pause(self):
        """SIGSTOP."""
        self._process.pause()

    def resume(self):
        self._process.resume()

    def kill(self):
        self._process.kill()

    def stop(self):
        """Whatever the test left running."""
        if self._process is not None and self._process.alive():
            self._process.kill()

    def log(self):
        return self._process.log()

    def events(self, event):
        """The fields of all log lines with this event, earlier runs' included."""
        path = self.folder / "member.log"
        lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines if f'"{event}"' in line]


class Replay(Member):
    """`cablestream replay`: ends by itself."""

    until_end = ()

    def __init__(self, generation, brokers, folder, *arguments, **options):
        super().__init__(brokers, folder, *arguments, **options)
        self.command = ("replay", "--generation", generation)


class Redrive(Member):
    """`cablestream redrive`: ends by itself."""

    command = ("redrive",)
    until_end = ()
