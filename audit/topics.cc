#include "audit/topics.h"

#include <charconv>
#include <map>
#include <utility>

namespace cablestream {
namespace {

using Settings = std::map<std::string, std::string>;

int64_t Number(const Settings& settings, const std::string& name) {
  int64_t number = -1;
  if (const auto found = settings.find(name); found != settings.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

class Search {
 public:
  explicit Search(TopicAdmin& admin) : admin_(admin) {}

  Status Find(const std::string& name, AuditedTopic& topic) {
    topic.name = name;
    const Result<std::optional<int32_t>> count = admin_.PartitionCount(name);
    if (!count) return Fail(count.error());
    if (!*count) {
      missing_ += (missing_.empty() ? "" : ", ") + name;
      return {};
    }
    topic.partitions = **count;
    const Result<Settings> settings = admin_.TopicConfig(name);
    if (!settings) return Fail(settings.error());
    const auto policy = settings->find("cleanup.policy");
    const std::string policies = policy == settings->end() ? "delete" : policy->second;
    topic.compacted = policies.find("compact") != std::string::npos;
    if (policies.find("delete") == std::string::npos) return {};
    topic.deletes_by_size = Number(*settings, "retention.bytes") >= 0;
    const int64_t retention = Number(*settings, "retention.ms");
    if (retention >= 0) topic.retention_ms = retention;
    return {};
  }

  [[nodiscard]] const std::string& missing() const { return missing_; }

 private:
  TopicAdmin& admin_;
  std::string missing_;
};

}  // namespace

bool AuditedTopic::MayDelete(int64_t timestamp_ms, int64_t now_ms) const {
  return deletes_by_size || (retention_ms && timestamp_ms < now_ms - *retention_ms);
}

std::vector<TopicPartition> AuditedTopic::all() const {
  std::vector<TopicPartition> partitions_of;
  for (int32_t i = 0; i < partitions; ++i) partitions_of.push_back({name, i});
  return partitions_of;
}

Result<AuditedTopics> FindAuditedTopics(const AuditedNames& names, TopicAdmin& admin) {
  AuditedTopics topics;
  topics.raw.resize(names.raw.size());
  std::vector<std::pair<std::string, AuditedTopic*>> wanted = {
      {names.records, &topics.records},
      {names.dead_letters, &topics.dead_letters},
      {names.group + "-claims", &topics.claims}};
  for (size_t i = 0; i < names.raw.size(); ++i) wanted.emplace_back(names.raw[i], &topics.raw[i]);
  if (names.scope == DedupScope::kGroup) wanted.emplace_back(names.group + "-home", &topics.home);

  Search search(admin);
  for (const auto& [name, topic] : wanted) {
    if (Status found = search.Find(name, *topic); !found) return Fail(found.error());
  }
  if (search.missing().empty()) return topics;
  return Fail(ErrorCode::kUnavailable,
              "Missing topics: " + search.missing() +
                  ". An audit needs those that cablestream run works with: name the same group "
                  "and topics.");
}

}  // namespace cablestream
