#include "audit/topics.h"

#include <utility>

#include "pipeline/group_topics.h"

namespace cablestream {
namespace {

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
    const Result<TopicSettings> settings = admin_.TopicConfig(name);
    if (!settings) return Fail(settings.error());
    topic.compacted = HasPolicy(*settings, "compact");
    const bool deletes =
        HasPolicy(*settings, "delete") || settings->find("cleanup.policy") == settings->end();
    if (!deletes) return {};
    topic.deletes_by_size = NumberIn(*settings, "retention.bytes", -1) >= 0;
    const int64_t retention = NumberIn(*settings, "retention.ms", -1);
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
      {ClaimsTopicOf(names.group), &topics.claims}};
  for (size_t i = 0; i < names.raw.size(); ++i) wanted.emplace_back(names.raw[i], &topics.raw[i]);
  if (names.scope == DedupScope::kGroup)
    wanted.emplace_back(HomeTopicOf(names.group), &topics.home);

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
