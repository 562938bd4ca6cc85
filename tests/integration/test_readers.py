"""The readers in examples/ print each record once, in either format, and go on where they were."""
import shutil
import subprocess
import sys
import unittest

from cable.v1 import cable_pb2

from harness import case
from harness import generator
from harness import paths
from harness import process
from harness import registry
from harness import topics

READERS = paths.SOURCE / "examples/readers"
RECORDS = "cables.records"
SECONDS = 90
BUILD_SECONDS = 240
TERMINATED = 143  # how a JVM leaves after SIGTERM, whatever it did


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, timeout=BUILD_SECONDS,
                   stdin=subprocess.DEVNULL, **options)


def protoc(*options):
    run("protoc", f"--proto_path={paths.SOURCE / 'proto'}", *options, "cable/v1/cable.proto")


def fetch_jars():
    """What the Java reader needs, once for each version of its pom."""
    pom, jars = READERS / "java/pom.xml", paths.SOURCE / ".cache/readers"
    stamp = jars / "pom.xml"
    if not stamp.exists() or stamp.read_text() != pom.read_text():
        shutil.rmtree(jars, ignore_errors=True)
        run("mvn", "--batch-mode", "--quiet", "--file", pom, "dependency:copy-dependencies",
            f"-DoutputDirectory={jars}")
        shutil.copy(pom, stamp)
    return jars


def needs(*tools):
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return unittest.skipIf(missing, f"not on this machine: {' '.join(missing)}")


class ReadersTest(case.Scenario):

    def setUp(self):
        self.work = self.folder / self._testMethodName
        self.work.mkdir()
        self.create_topics()
        self.addCleanup(self.delete_topics)

    def publish(self, seed, environment):
        """What a reader must print of the records that come of some more cables."""
        before = self.lines()
        samples = generator.messages(20, seed=seed)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed)
        self.member(name=str(seed), environment=environment).run_until_end()
        return self.lines() - before

    def lines(self):
        cables = [cable_pb2.Cable.FromString(registry.message_in(message.value))
                  for message in topics.read(self.brokers, RECORDS)]
        return {f"{cable.message_id}\t{cable.revision}\t{cable.subject}" for cable in cables}

    def read(self, reader, count, name, status, environment):
        """So many lines; then it is stopped."""
        # Its output goes to where the harness awaits lines.
        running = process.Process(["sh", "-c", 'exec "$@" 1>&2', "sh", *reader],
                                  self.work / f"{name}.log", self.work / f"{name}.out", environment)
        self.addCleanup(lambda: running.alive() and running.kill())
        lines = [running.await_line(lambda line: "\t" in line, SECONDS) for _ in range(count)]
        running.terminate()
        self.assertEqual(status, running.wait(SECONDS))
        printed = [line for line in running.log().splitlines() if "\t" in line]
        self.assertEqual(lines, printed, "printed more than there was")
        return lines

    def check(self, *command, further=(), status=0, environment=None):
        reader = [*command, self.brokers, RECORDS, self._testMethodName, *further]
        served = registry.Registry()
        self.addCleanup(served.stop)
        for seed, own in (1, {}), (2, {"CABLESTREAM_RECORDS_FORMAT": "confluent",
                                       "CABLESTREAM_SCHEMA_REGISTRY_URL": served.url}):
            new = self.publish(seed, own)
            self.assertGreater(len(new), 5)
            printed = self.read(reader, len(new), str(seed), status, environment)
            self.assertEqual(new, set(printed))

    def test_python(self):
        protoc(f"--python_out={self.work}")
        self.check(sys.executable, READERS / "python/read_records.py",
                   environment={"PYTHONPATH": str(self.work)})

    @needs("javac", "mvn")
    def test_java(self):
        protoc(f"--java_out={self.work}")
        jars = fetch_jars()
        run("javac", "-d", self.work / "classes", "-cp", f"{jars}/*", READERS / "java/ReadRecords.java",
            self.work / "cable/v1/CableOuterClass.java")
        self.check("java", "-cp", f"{self.work / 'classes'}:{jars}/*", "ReadRecords", status=TERMINATED)

    @needs("go")
    def test_go(self):
        try:
            run("go", "mod", "download", cwd=READERS / "go")
        except subprocess.CalledProcessError:
            self.skipTest("its modules can't be had here, or Go is too old for them")
        protoset = self.work / "cable.protoset"
        protoc("--include_imports", f"--descriptor_set_out={protoset}")
        run("go", "build", "-o", self.work / "read_records", ".", cwd=READERS / "go")
        self.check(self.work / "read_records", further=[protoset])


if __name__ == "__main__":
    unittest.main()
