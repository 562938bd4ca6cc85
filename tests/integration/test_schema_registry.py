"""Records in Confluent's wire format, by a schema registry of the test's own."""
import json
import os
import unittest
import urllib.error
import urllib.request

from harness import audit
from harness import case
from harness import certificates
from harness import generator
from harness import member
from harness import paths
from harness import ports
from harness import registry
from harness import topics

DONE, FAILED, USAGE, UNAVAILABLE = 0, 1, 2, 3
SUBJECT = "cables.records-value"
USER = ("cables", "pass:word")
# Above what a varint holds in one byte, and different in each byte of the four.
FIRST_ID = 0x01020304


class SchemaRegistryTest(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)
        self.group = ("--group", self._testMethodName.replace("_", "-"))
        self.work = self.folder / self._testMethodName
        self.work.mkdir()

    def serve(self, **options):
        served = registry.Registry(**options)
        self.addCleanup(served.stop)
        return served

    def environment(self, url, **further):
        named = {"FORMAT": "confluent"} | further
        variables = {f"CABLESTREAM_RECORDS_{name}" if name == "FORMAT" else
                     f"CABLESTREAM_SCHEMA_REGISTRY_{name}": str(value)
                     for name, value in named.items()}
        return {"CABLESTREAM_SCHEMA_REGISTRY_URL": url, "no_proxy": "127.0.0.1", **variables}

    def feed(self, count, seed):
        samples = generator.messages(count, seed=seed, duplicates=0, corrections=0)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed)

    def run_command(self, *arguments, environment=None):
        return member.run_command(*arguments, "--brokers", self.brokers, *self.group,
                                  "--state-dir", self.work / "state",
                                  env={**os.environ, **(environment or {})})

    def values(self, topic="cables.records"):
        return sorted(message.value for message in topics.read(self.brokers, topic))

    def test_a_record_is_the_same_behind_the_frame_and_every_reader_of_ours_reads_it(self):
        authority = certificates.Authority(self.work, "authority")
        served = self.serve(first_id=FIRST_ID, user=USER,
                            certificate=authority.issue("registry", address="127.0.0.1"))
        secret = self.work / "password"
        secret.write_text(USER[1] + "\n")
        environment = self.environment(served.url, USER=USER[0], PASSWORD_FILE=secret,
                                       CA_FILE=authority.certificate)
        framed = self.member(*self.group, environment=environment)
        plain = self.member("--group", "plain", "--records-topic", "plain", "--dead-letters-topic",
                            "plain.letters", "--create-topics", name="plain")
        for seed in 1, 2:  # a life each
            self.feed(60, seed)
            framed.run_until_end()
            plain.run_until_end()
        unframed = [registry.unframed(value) for value in self.values()]
        self.assertEqual({FIRST_ID}, {schema_id for schema_id, _, _ in unframed})
        self.assertEqual({(0,)}, {tuple(indexes) for _, indexes, _ in unframed})
        self.assertEqual(self.values("plain"), sorted(data for _, _, data in unframed))
        self.assertGreater(len(unframed), 80)
        self.assertEqual([(f"/subjects/{SUBJECT}/versions", 200)] * 2, served.asked,
                         "once for each start, and never for a record")
        proto = (paths.SOURCE / "proto/cable/v1/cable.proto").read_text()
        self.assertEqual({SUBJECT: [(FIRST_ID, proto)]}, served.schemas)

        status, report = audit.run(self.brokers, self.work, *self.group)
        self.assertEqual((0, len(unframed)), (status, report["records"]))
        done = self.run_command("replay", "--diff", "--format", "json", "--fail-above", "0")
        self.assertEqual((0, len(unframed)), (done.returncode, json.loads(done.stdout)["equal"]))
        lines = self.run_command("tail", "cables.records", "--until-end").stdout.splitlines()
        self.assertEqual(len(unframed), sum("message_id" in json.loads(line) for line in lines))
        rebuilt = self.run_command("state", "rebuild", "--yes")
        self.assertEqual(0, rebuilt.returncode, rebuilt.stderr)
        self.assertEqual(0, framed.run_until_end()["records"])

    def test_a_replay_keeps_to_the_format_of_its_plan(self):
        served = self.serve()
        self.feed(20, 3)
        environment = self.environment(served.url)
        replay = member.Replay("v2", self.brokers, self.work, *self.group, environment=environment)
        self.addCleanup(replay.stop)
        count = replay.run_until_end()["records"]
        self.assertEqual(count, sum(value[0] == 0 for value in self.values()))
        other = self.run_command("replay", "--generation", "v2", "--set", "records.format=protobuf")
        self.assertEqual(USAGE, other.returncode)
        self.assertIn("planned with records.format confluent, not protobuf", other.stderr)
        shown = self.run_command("replay", "status", "v2").stdout
        self.assertIn("cables.records, confluent", shown)

    def test_it_waits_for_a_registry_that_is_away_and_says_so(self):
        port = ports.free_port()
        self.feed(10, 4)
        running = self.member(*self.group, environment=self.environment(f"http://127.0.0.1:{port}"))
        running.start()
        reason = running.await_event("registry.unreachable")["reason"]
        self.assertIn(f"127.0.0.1:{port}", reason)
        with self.assertRaises(urllib.error.HTTPError) as not_ready:
            urllib.request.urlopen(running.admin + "readyz", timeout=member.SECONDS)
        self.assertIn("schema registry", not_ready.exception.read().decode())
        self.serve(port=port)
        running.await_ready()
        running.await_event("transaction.committed")
        self.assertEqual(0, running.terminate())

    def test_it_stops_while_the_registry_is_away(self):
        url = f"http://127.0.0.1:{ports.free_port()}"
        running = self.member(*self.group, environment=self.environment(url))
        running.start()
        running.await_event("registry.unreachable")
        self.assertEqual(0, running.terminate(10))
        check = self.run_command("run", "--check", environment=self.environment(url))
        self.assertEqual(UNAVAILABLE, check.returncode)
        self.assertIn(f"denied: {url}/subjects/{SUBJECT}", check.stdout)

    def assert_refused(self, status, words, environment, *arguments):
        """`run` leaves with the status and says why; `run --check` finds it too, and changes nothing."""
        running = self.member(*self.group, environment=environment, name="refused")
        running.start(*arguments)
        self.assertEqual(status, running.wait())
        self.assertIn(words, running.events("command.failed")[-1]["error"])
        check = self.run_command("run", "--check", *arguments, environment=environment)
        self.assertIn(check.returncode, (USAGE, UNAVAILABLE))
        self.assertIn(words, check.stdout)

    def test_a_refusal_is_told_in_the_registrys_words(self):
        served = self.serve()
        environment = self.environment(served.url)
        check = self.run_command("run", "--check", environment=environment)
        self.assertEqual(DONE, check.returncode, check.stdout)
        self.assertIn(f"note: The schema of the records is registered under subject {SUBJECT} at "
                      f"{served.url} at the first start.", check.stdout)
        self.assertEqual({}, served.schemas)
        self.assert_refused(USAGE, "auto_register is false", environment, "--set",
                            "schema_registry.auto_register=false")
        served.add(SUBJECT, "another")
        served.incompatible = "FIELD_SCALAR_KIND_CHANGED at /message_id"
        self.assert_refused(FAILED, served.incompatible, environment)
        served.incompatible = None
        self.member(*self.group, environment=environment).run_until_end()
        check = self.run_command("run", "--check", environment=environment)
        self.assertIn("note: The schema of the records has ID 2 ", check.stdout)

        asking = self.serve(user=USER)
        self.assert_refused(UNAVAILABLE, "Unauthorized", self.environment(asking.url))
        authority = certificates.Authority(self.work, "authority")
        encrypted = self.serve(certificate=authority.issue("registry", address="127.0.0.1"))
        self.assert_refused(UNAVAILABLE, "certificate", self.environment(encrypted.url))

    def test_the_registry_has_to_be_named(self):
        done = self.run_command("run", "--set", "records.format=confluent")
        self.assertEqual(USAGE, done.returncode)
        self.assertIn("schema_registry.url", done.stderr)


if __name__ == "__main__":
    unittest.main()
