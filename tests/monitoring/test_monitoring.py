"""The alert rules do what they are for, and rules and dashboard ask for metrics that there are."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROMTOOL = SOURCE / "deploy/prometheus/promtool"
ALERTS = SOURCE / "deploy/prometheus/alerts.yaml"
ALERTS_TEST = SOURCE / "deploy/prometheus/alerts_test.yaml"
DASHBOARD = SOURCE / "deploy/grafana/cablestream.json"
HISTOGRAM_SERIES = ("_bucket", "_sum", "_count")


def documented():
    """Each metric's type, by its name."""
    rows = re.findall(r"^\| `(cablestream_\w+)` \| (\w+) \|",
                      (SOURCE / "docs/metrics.md").read_text("utf-8"), re.MULTILINE)
    return dict(rows)


def names_in(expression):
    """The metrics asked for; of a histogram's series, the histogram."""
    types = documented()
    names = set()
    for name in re.findall(r"\bcablestream_\w+", expression):
        for ending in HISTOGRAM_SERIES:
            base = name.removesuffix(ending)
            if base != name and types.get(base) == "histogram":
                name = base
        names.add(name)
    return names


def alerts():
    """The metrics that each alert asks for."""
    _, *parts = re.split(r"^ *- alert: *", ALERTS.read_text("utf-8"), flags=re.MULTILINE)
    found = {}
    for part in parts:
        expression = re.search(r"^ *expr:(.*?)^ *(?:for|labels):", part, re.MULTILINE | re.DOTALL)
        found[part.split()[0]] = expression[1]
    return found


def panels():
    return [panel for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]
            if panel["type"] != "row"]


def queries(panel):
    return [target["expr"] for target in panel["targets"]]


class MonitoringTest(unittest.TestCase):

    def promtool(self, *arguments):
        done = subprocess.run([str(PROMTOOL), *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, encoding="utf-8")
        self.assertEqual(0, done.returncode, done.stdout)
        return done.stdout

    def test_the_rules_are_rules(self):
        self.assertIn(f"SUCCESS: {len(alerts())} rules found", self.promtool("check", "rules", ALERTS))

    def test_the_rules_fire_when_they_should(self):
        self.promtool("test", "rules", ALERTS_TEST)
        tried = set(re.findall(r"alertname=\"(\w+)\"", ALERTS_TEST.read_text("utf-8")))
        self.assertEqual(set(alerts()), tried)

    def test_each_metric_that_an_alert_asks_for_is_exported(self):
        for name, expression in alerts().items():
            self.assertEqual(set(), names_in(expression) - set(documented()), name)

    def test_each_metric_that_a_panel_asks_for_is_exported(self):
        for panel in panels():
            for query in queries(panel):
                self.assertEqual(set(), names_in(query) - set(documented()), panel["title"])

    def test_each_query_of_the_dashboard_is_one(self):
        rules = [{"record": "a", "expr": query.replace("$__rate_interval", "5m")}
                 for panel in panels() for query in queries(panel)]
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            json.dump({"groups": [{"name": "dashboard", "rules": [
                {**rule, "labels": {"number": str(number)}} for number, rule in enumerate(rules)
            ]}]}, file)
            file.flush()
            self.promtool("check", "rules", file.name)

    def test_each_alert_has_a_panel_that_shows_what_it_looks_at(self):
        shown = {}
        for panel in panels():
            for name in re.findall(r"\bCablestream\w+", panel["description"]):
                shown.setdefault(name, set()).update(
                    *(names_in(query) or {"up"} for query in queries(panel)))
        self.assertEqual(set(alerts()), set(shown))
        for name, expression in alerts().items():
            self.assertEqual(set(), (names_in(expression) or {"up"}) - shown[name] -
                             {"cablestream_messages_total", "cablestream_records_total"}, name)


if __name__ == "__main__":
    unittest.main()
