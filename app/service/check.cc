#include "app/service/check.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <sstream>

#include "app/exit_status.h"
#include "consumer/kafka_log_reader.h"
#include "kafka/topic_admin.h"
#include "storage/state_folder.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kAskLimit{5'000};

Result<GroupCheck> AskBrokers(const Config& config, const ServiceOptions& options) {
  Result<TopicAdmin> admin = TopicAdmin::Connect(config.kafka, kAskLimit);
  if (!admin) return Fail(admin.error());
  const auto log = KafkaLogReader::Create(config.kafka, config.group);
  if (!log) return Fail(log.error());
  return CheckGroup(PlanTopics(config, options), *admin, **log);
}

using Row = std::array<std::string, 4>;

Row ToRow(const CheckedTopic& topic) {
  std::string settings;
  for (const auto& [name, value] : topic.settings) {
    settings += (settings.empty() ? "" : " ") + name + "=" + value;
  }
  return {std::string(topic.role), topic.name,
          topic.partitions ? std::to_string(*topic.partitions) : "-", std::move(settings)};
}

void WriteTable(const std::vector<Row>& rows, std::ostream& out) {
  std::array<size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Row& row : rows) {
    for (size_t i = 0; i + 1 < row.size(); ++i) {
      out << std::left << std::setw(static_cast<int>(widths[i]) + 2) << row[i];
    }
    out << row.back() << "\n";
  }
}

std::string_view Label(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kNote:
      return "note: ";
    case CheckVerdict::kChange:
      return "change: ";
    case CheckVerdict::kDenied:
      return "denied: ";
  }
  return "";
}

}  // namespace

Result<ServiceCheck> CheckService(const Config& config, const ServiceOptions& options) {
  if (Status supported = RefuseUnsupported(config); !supported) return Fail(supported.error());
  Result<GroupCheck> group = AskBrokers(config, options);
  if (!group) return Fail(group.error());
  ServiceCheck check{std::move(*group), config.group, config.state_dir, ""};
  const Result<std::string> instance = StateFolder::Inspect(
      config.state_dir, {config.group, check.group.shards, config.dedup.scope}, config.instance_id);
  if (instance) {
    check.instance_id = *instance;
  } else {
    check.group.findings.push_back({CheckVerdict::kChange, instance.error().message});
  }
  return check;
}

std::string CheckText(const ServiceCheck& check) {
  std::vector<Row> rows = {{"ROLE", "TOPIC", "PARTITIONS", "SETTINGS"}};
  for (const CheckedTopic& topic : check.group.topics) rows.push_back(ToRow(topic));
  std::ostringstream out;
  WriteTable(rows, out);
  out << "\ngroup " << check.group_name << ": " << check.group.members << " members, "
      << check.group.offsets_committed << " partitions with a committed offset, "
      << check.group.shards << " shards\n"
      << "state folder " << check.state_dir << ": "
      << (check.instance_id.empty() ? "a new instance" : "instance " + check.instance_id) << "\n";
  for (const CheckFinding& finding : check.group.findings) {
    out << Label(finding.verdict) << finding.text << "\n";
  }
  if (CheckStatus(check) == kExitDone) out << "ok\n";
  return out.str();
}

int CheckStatus(const ServiceCheck& check) {
  const auto any = [&](CheckVerdict verdict) {
    return std::any_of(check.group.findings.begin(), check.group.findings.end(),
                       [&](const CheckFinding& finding) { return finding.verdict == verdict; });
  };
  if (any(CheckVerdict::kDenied)) return kExitUnavailable;
  return any(CheckVerdict::kChange) ? kExitUsage : kExitDone;
}

}  // namespace cablestream
