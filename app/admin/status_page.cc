#include "app/admin/status_page.h"

#include "app/version.h"

namespace cablestream {
namespace {

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>cablestream</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td { border-top: 1px solid #ccc; padding: .25rem 0 }
td:last-child { text-align: right; font-variant-numeric: tabular-nums }
</style>
</head>
<body>
)";

std::string Row(const std::string& name, uint64_t value) {
  return "<tr><td>" + name + "</td><td>" + std::to_string(value) + "</td></tr>\n";
}

}  // namespace

std::string StatusPage(const Stats& stats, const HealthAnswer& ready) {
  const auto& counts = stats.counts;
  std::string page = kHead;
  page += "<h1>cablestream</h1>\n<p>" + VersionText() + ": " + ready.reason + ".</p>\n<table>\n";
  page += Row("Messages", counts.messages);
  page += Row("Records", counts.records);
  page += Row("of these, revisions", counts.revisions);
  page += Row("Duplicates", SumOf(counts.duplicates));
  page += Row("Dead letters", SumOf(counts.dead_letters));
  for (size_t i = 0; i < kDeadLetterReasons.size(); ++i) {
    if (counts.dead_letters[i] == 0) continue;
    page += Row("of these, " + std::string(kDeadLetterReasons[i]), counts.dead_letters[i]);
  }
  page += Row("Forwarded to other instances", counts.forwards);
  page += Row("Transactions committed", stats.transactions_committed);
  page += Row("Transactions lost and done again", SumOf(stats.transactions_lost));
  page += Row("Partitions owned", static_cast<uint64_t>(stats.owned_partitions.load()));
  page +=
      "</table>\n<p><a href=\"metrics\">metrics</a> <a href=\"healthz\">healthz</a> "
      "<a href=\"readyz\">readyz</a></p>\n</body>\n</html>\n";
  return page;
}

}  // namespace cablestream
