"""Alerts and dashboard ask for what the product says at /metrics, and lead to pages that are there."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from hotelops.environment import BASE_DIR
from hotelops.metrics.measures import Measures
from idempotency.outcomes import Outcome

from .shipped import manifest, own_services, read

pytestmark = pytest.mark.embedded  # once is enough

RULES = [
    rule for group in yaml.safe_load(read("monitoring/alerts.yaml"))["groups"] for rule in group["rules"]
]
DASHBOARD = json.loads(read("monitoring/dashboard.json"))
PANELS = DASHBOARD["panels"]
OF_PROMETHEUS = {"instance", "job", "le"}
METRIC = re.compile(r"\b(?:hotelops_\w+|up)\b")
SELECTED = re.compile(r"\b(hotelops_\w+|up)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(?:=|!=|=~|!~)\s*"([^"]*)"')
GROUPED = re.compile(r"\b(?:by|without) \(([^)]*)\)")
PAIRS = {")": "(", "]": "[", "}": "{"}


def said() -> dict[str, set[str]]:
    """The names of all that the product says, each with its labels."""
    measures = Measures()
    measures.answered("GET", "/v1/finance/expenses", 200, 0.1)
    measures.connections.labels("idle").set(1)
    samples = [sample for metric in measures.registry.collect() for sample in metric.samples]
    return {sample.name: set(sample.labels) for sample in samples} | {"up": set()}


SAID = said()


EXPRESSIONS = {rule["alert"]: rule["expr"] for rule in RULES} | {
    f"{panel['title']} {target['refId']}": target["expr"] for panel in PANELS for target in panel["targets"]
}


def is_balanced(expression: str) -> bool:
    opened: list[str] = []
    for character in re.sub(r'"[^"]*"', "", expression):
        if character in PAIRS.values():
            opened.append(character)
        elif character in PAIRS and (not opened or opened.pop() != PAIRS[character]):
            return False
    return not opened


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
class TestExpression:
    def test_names_metrics_of_the_product_and_their_labels(self, expression):
        assert METRIC.search(expression)
        for name, matchers in SELECTED.findall(expression):
            assert name in SAID
            assert {label for label, _ in MATCHER.findall(matchers)} <= SAID[name] | OF_PROMETHEUS

    def test_names_outcomes_that_there_are(self, expression):
        named = re.findall(r'outcome=~?"([^"]*)"', expression)
        assert {outcome for names in named for outcome in names.split("|")} <= {*Outcome}

    def test_groups_by_labels_that_there_are(self, expression):
        labels = {label for name in METRIC.findall(expression) for label in SAID[name]} | OF_PROMETHEUS
        grouped = {label.strip() for names in GROUPED.findall(expression) for label in names.split(",")}
        assert grouped <= labels

    def test_is_balanced(self, expression):
        assert is_balanced(expression)


@pytest.mark.parametrize("bad", ["sum(rate(up[5m])", "sum(up])", 'up{job="hotelops"'])
def test_what_is_not_balanced_would_be_found(bad):
    assert not is_balanced(bad)


def anchors(page: str) -> set[str]:
    """Of its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", (BASE_DIR / page).read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


class TestAlerts:
    def test_have_names_of_their_own(self):
        names = [rule["alert"] for rule in RULES]
        assert len(names) >= 8
        assert len(set(names)) == len(names)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
    def test_tell_people_what_is_the_matter_and_where_to_read_on(self, rule: dict[str, Any]):
        assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"\d+m", rule["for"])
        assert rule["labels"]["severity"] in ("page", "ticket")
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert anchor in anchors(page)
        description = rule["annotations"]["description"]
        assert "{{" in description
        assert description.count("{{") == description.count("}}")


class TestDashboard:
    def test_has_panels_that_do_not_overlap(self):
        taken = [cell for panel in PANELS for cell in cells(panel["gridPos"])]
        assert len(taken) == len(set(taken))
        assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in PANELS)
        assert len({panel["id"] for panel in PANELS}) == len(PANELS) >= 12

    def test_shows_every_metric(self):
        shown = {
            name for panel in PANELS for target in panel["targets"] for name in METRIC.findall(target["expr"])
        }
        counters_and_gauges = {name for name in SAID if not name.endswith(("_created", "_count", "_sum"))}
        assert shown == counters_and_gauges

    def test_asks_the_chosen_prometheus_for_the_chosen_instances(self):
        variables = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
        assert variables == {"datasource", "instance"}
        for panel in PANELS:
            assert panel["datasource"]["uid"] == "${datasource}"
            for target in panel["targets"]:
                assert '"$instance"' in target["expr"] or target["expr"].startswith("sum(up")


def cells(place: dict[str, int]) -> Iterator[tuple[int, int]]:
    for x in range(place["x"], place["x"] + place["w"]):
        yield from ((x, y) for y in range(place["y"], place["y"] + place["h"]))


class TestScraping:
    def test_has_the_token_and_asks_by_names_that_the_product_knows(self):
        jobs = yaml.safe_load(read("monitoring/prometheus.yaml"))["scrape_configs"]
        files = {job["authorization"]["credentials_file"].rpartition("/")[2] for job in jobs}
        assert files == {"METRICS_TOKEN"}
        for_compose, for_kubernetes = jobs
        hosts = {target.partition(":")[0] for target in for_compose["static_configs"][0]["targets"]}
        assert hosts <= set(own_services()["app-1"]["environment"]["ALLOWED_HOSTS"].split(","))
        [address] = [
            rule["replacement"]
            for rule in for_kubernetes["relabel_configs"]
            if rule.get("target_label") == "__address__"
        ]
        known = manifest("ConfigMap")["data"]["ALLOWED_HOSTS"].split(",")
        assert any(name.startswith(".") and address.partition(":")[0].endswith(name) for name in known)
