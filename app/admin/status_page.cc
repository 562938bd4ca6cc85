#include "app/admin/status_page.h"

#include <algorithm>

#include "app/admin/rate_chart.h"
#include "app/version.h"

namespace cablestream {
namespace {

// The partitions that are furthest behind.
constexpr size_t kMostPartitions = 100;

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>cablestream</title>
<script src="status.js" defer></script>
<style>
:root { color-scheme: light dark; --line: #8884; --good: #17703a; --wait: #8a5a00; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { --good: #6fcf97; --wait: #f2c94c; --bad: #ff8a80 } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1rem }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem }
.good { color: var(--good) } .wait { color: var(--wait) } .bad { color: var(--bad) }
.state { font-weight: 600 }
ul { margin: .5rem 0; padding-left: 1.2rem }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)) }
figure { margin: 0; border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .75rem }
figcaption b { font-variant-numeric: tabular-nums }
svg { display: block; width: 100%; height: 4rem }
polyline { fill: none; stroke: currentColor; stroke-width: 1.5; vector-effect: non-scaling-stroke }
.table { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { border-top: 1px solid var(--line); padding: .25rem .5rem .25rem 0; text-align: left }
th:last-child, td:last-child { padding-right: 0 }
th { border-top: 0; font-weight: 600 } .word, .number { white-space: nowrap }
.number { text-align: right; font-variant-numeric: tabular-nums }
pre { overflow-x: auto; font-size: .85rem; border: 1px solid var(--line); padding: .75rem }
</style>
</head>
<body>
<p id="gone" class="bad state" role="alert" hidden>No answer from the service: what stands here is old.</p>
<main>
)";

constexpr const char* kScript = R"(async function refresh() {
  let answered = false;
  try {
    const answer = await fetch('.', {cache: 'no-store', signal: AbortSignal.timeout(4000)});
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const main = page.querySelector('main');
    const details = document.querySelector('details');
    if (details && details.open) main.querySelector('details').open = true;
    document.querySelector('main').replaceWith(main);
    answered = true;
  } catch {
  }
  document.getElementById('gone').hidden = answered;
  setTimeout(refresh, 5000);
}
setTimeout(refresh, 5000);
)";

std::string Html(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

// A name that a narrow column may break between its parts.
std::string Breakable(std::string_view name) {
  std::string html;
  for (const char c : Html(name)) {
    html += c;
    if (c == '-' || c == '_') html += "<wbr>";
  }
  return html;
}

std::string Row(std::string_view name, uint64_t value) {
  return "<tr><td>" + Html(name) + "</td><td class=\"number\">" + FormatCount(value) +
         "</td></tr>\n";
}

std::string Header(const StatusView& view) {
  const bool stuck = !view.alive.good;
  const char* style = stuck ? "bad" : view.ready.good ? "good" : "wait";
  return "<header><h1>cablestream</h1><span class=\"state " + std::string(style) + "\">" +
         Html(stuck ? view.alive.reason : view.ready.reason) + "</span><span>" +
         Html(VersionText()) + "</span></header>\n";
}

// What somebody should look at, of the last minutes.
std::string Attention(const StatusView& view) {
  std::vector<std::string> points;
  const History::Growth grown = view.history.Grown();
  if (!view.alive.good) points.push_back("The loop stands still: see the log, then restart.");
  if (grown.transactions_lost_by_fault > 0) {
    points.push_back(FormatCount(grown.transactions_lost_by_fault) +
                     " transactions were lost by a fault and done again.");
  }
  if (grown.dead_letters > 0) {
    points.push_back(FormatCount(grown.dead_letters) + " messages became dead letters.");
  }
  if (grown.shards_wiped > 0) {
    points.push_back(FormatCount(grown.shards_wiped) +
                     " shards of the local state were unusable and are read again from Kafka.");
  }
  if (points.empty()) return {};
  std::string html = "<h2 class=\"wait\">Needs a look, of the last ten minutes</h2>\n<ul>\n";
  for (const std::string& point : points) html += "<li>" + Html(point) + "</li>\n";
  return html + "</ul>\n";
}

std::string Charts(const History& history) {
  const auto rates = history.PerSecond();
  std::string html = "<h2>The last ten minutes</h2>\n<div class=\"grid\">\n";
  for (size_t i = 0; i < rates.size(); ++i) {
    html += RateChart(History::kNames[i], rates[i], History::kMostSamples - 1);
  }
  return html + "</div>\n";
}

std::string Totals(const Stats& stats) {
  const auto& counts = stats.counts;
  std::string html = "<h2>Since the start</h2>\n<table>\n";
  html += Row("Messages", counts.messages);
  html += Row("Records", counts.records);
  html += Row("of these, revisions", counts.revisions);
  html += Row("Duplicates", SumOf(counts.duplicates));
  html += Row("Dead letters", SumOf(counts.dead_letters));
  html += Row("Forwarded to other instances", counts.forwards);
  html += Row("Transactions committed", stats.transactions_committed);
  html += Row("Transactions lost and done again", SumOf(stats.transactions_lost));
  return html + "</table>\n";
}

const char* StateOf(const PartitionLag& partition, bool ready) {
  if (!ready) return "restoring";
  if (!partition.lag) return "reading";
  return *partition.lag == 0 ? "caught up" : "behind";
}

std::string Partitions(std::vector<PartitionLag> partitions, bool ready) {
  std::string html = "<h2>Partitions</h2>\n";
  if (partitions.empty()) return html + "<p>None is read yet.</p>\n";
  // Those of unknown lag first: something is to be known of them yet.
  std::stable_sort(partitions.begin(), partitions.end(), [](const auto& a, const auto& b) {
    return a.lag.value_or(INT64_MAX) > b.lag.value_or(INT64_MAX);
  });
  html +=
      "<div class=\"table\"><table>\n<tr><th>Topic and partition</th><th>State</th>"
      "<th class=\"number\">Committed</th><th class=\"number\">Lag</th></tr>\n";
  for (size_t i = 0; i < std::min(partitions.size(), kMostPartitions); ++i) {
    const PartitionLag& one = partitions[i];
    html += "<tr><td>" + Breakable(one.partition.topic) + "/" +
            std::to_string(one.partition.partition) + "</td><td class=\"word\">" +
            StateOf(one, ready) + "</td><td class=\"number\">" + std::to_string(one.committed) +
            "</td><td class=\"number\">" + (one.lag ? std::to_string(*one.lag) : "?") +
            "</td></tr>\n";
  }
  html += "</table></div>\n";
  if (partitions.size() > kMostPartitions) {
    html += "<p>and " + std::to_string(partitions.size() - kMostPartitions) +
            " more, which are less behind.</p>\n";
  }
  return html;
}

std::string DeadLetters(const Stats& stats) {
  if (SumOf(stats.counts.dead_letters) == 0) return {};
  const DeadLetterPlaces recent = stats.recent_dead_letters.Get();
  std::string html =
      "<h2>Last dead letters</h2>\n<div class=\"table\"><table>\n"
      "<tr><th>Reason</th><th class=\"number\">In all</th><th>Last, where they stand</th></tr>\n";
  for (size_t reason = 0; reason < recent.size(); ++reason) {
    if (recent[reason].empty()) continue;
    html += "<tr><td class=\"word\">" + std::string(kDeadLetterReasons[reason]) +
            "</td><td class=\"number\">" + FormatCount(stats.counts.dead_letters[reason]) +
            "</td><td>";
    for (const std::string& place : recent[reason]) html += Html(place) + "<br>";
    html += "</td></tr>\n";
  }
  return html + "</table></div>\n";
}

}  // namespace

std::string StatusPage(const StatusView& view, const Stats& stats) {
  std::string page = kHead;
  page += Header(view);
  page += Attention(view);
  page += Charts(view.history);
  page += Partitions(view.partitions, view.ready.good);
  page += DeadLetters(stats);
  page += Totals(stats);
  page +=
      "<h2>Configuration</h2>\n<details><summary>What holds, and where it comes "
      "from</summary>\n<pre>" +
      Html(view.config) + "</pre></details>\n";
  page +=
      "<p><a href=\"metrics\">metrics</a> <a href=\"healthz\">healthz</a> "
      "<a href=\"readyz\">readyz</a></p>\n</main>\n</body>\n</html>\n";
  return page;
}

std::string StatusScript() {
  return kScript;
}

}  // namespace cablestream
