#include "app/service/check.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <iomanip>
#include <sstream>

#include "app/exit_status.h"
#include "consumer/kafka_log_reader.h"
#include "kafka/topic_admin.h"
#include "registry/cable_schema.h"
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

CheckFinding ToFinding(const Error& error) {
  const bool is_away = error.code == ErrorCode::kRetry || error.code == ErrorCode::kUnavailable;
  return {is_away ? CheckVerdict::kDenied : CheckVerdict::kChange, error.message};
}

// Only looks: what is not registered stays so.
CheckFinding AskRegistry(const Config& config) {
  const std::atomic<bool> stop = false;
  const SchemaRegistry registry(config.schema_registry);
  const std::string subject = ValueSubjectOf(config.topics.records);
  const std::string place = " under subject " + subject + " at " + config.schema_registry.url;
  const auto found = registry.Find(subject, CableSchema(), stop);
  if (!found) return ToFinding(found.error());
  if (*found) {
    return {CheckVerdict::kNote,
            "The schema of the records has ID " + std::to_string(**found) + place + "."};
  }
  if (!config.schema_registry.auto_register) return ToFinding(registry.NotThere(subject));
  const auto reason = registry.Incompatibility(subject, CableSchema(), stop);
  if (!reason) return ToFinding(reason.error());
  if (*reason) {
    return {CheckVerdict::kChange, "The schema of the records can't be registered" + place +
                                       ", where an incompatible one is: " + **reason};
  }
  return {CheckVerdict::kNote,
          "The schema of the records is registered" + place + " at the first start."};
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
  if (config.records.format == RecordFormat::kConfluent) {
    check.group.findings.push_back(AskRegistry(config));
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
