#include "simulation/decisions.h"

#include <algorithm>
#include <map>
#include <set>

namespace cablestream::sim {
namespace {

int64_t Advance(int64_t mark_ms, int64_t time_ms, int64_t max_future_ms) {
  if (time_ms < 0) return mark_ms;
  if (mark_ms < 0) return time_ms;
  return std::max(mark_ms, std::min(time_ms, mark_ms + max_future_ms));
}

// The mark of its raw partition up to a message: texts stand in the order in which they were fed.
int64_t MarkOf(const RawText& text, const World& world) {
  int64_t mark_ms = -1;
  for (const RawText& other : world.texts()) {
    if (other.partition != text.partition || other.offset > text.offset) continue;
    mark_ms = Advance(mark_ms, other.timestamp_ms, world.scenario().max_future_ms);
  }
  return mark_ms;
}

// What a message finds: the claim that stands after so many decisions.
struct Standing {
  std::set<int> variants;
  int64_t time_ms = -1;
  std::string source;
};

class Judgement {
 public:
  explicit Judgement(const World& world) : world_(world) {}

  std::string OnPublished(const Decision& decision) {
    const RawText& text = *decision.record->text;
    const cable::v1::Cable& cable = decision.record->cable;
    const std::string& source = decision.record->source;
    const int64_t mark_ms = MarkOf(text, world_);
    const bool is_first = history_.empty() || IsPassed(history_.back(), mark_ms);
    Standing next;
    if (!is_first) next = history_.back();
    if (!next.variants.insert(text.variant).second) {
      return "published twice: " + next.source + " and " + source;
    }
    if (cable.revision() != next.variants.size()) {
      return source + " is revision " + std::to_string(cable.revision()) + ", not " +
             std::to_string(next.variants.size());
    }
    const cable::v1::Source& before = cable.supersedes();
    const std::string supersedes =
        cable.has_supersedes() ? SourceOf({before.topic(), before.partition()}, before.offset())
                               : "";
    if (supersedes != next.source) return source + " supersedes another than " + next.source;
    const int64_t time_ms = text.timestamp_ms < 0 ? mark_ms : std::min(text.timestamp_ms, mark_ms);
    next.time_ms = is_first ? time_ms : std::max(next.time_ms, time_ms);
    if (decision.claim.time_ms != next.time_ms ||
        decision.claim.revisions.size() != next.variants.size()) {
      return "the claim of " + source + " is another";
    }
    next.source = source;
    history_.push_back(std::move(next));
    int64_t& last = last_.try_emplace(text.partition, -1).first->second;
    if (last > text.offset) return source + " comes after a later one of its partition";
    last = text.offset;
    published_.push_back(&text);
    return "";
  }

  // Not published: at some moment that its partition's order leaves, the claim that stood said so.
  std::string OnRepeat(const RawText& text) const {
    size_t first = 0;
    size_t end = history_.size();
    for (size_t i = 0; i < published_.size(); ++i) {
      if (published_[i]->partition != text.partition) continue;
      if (published_[i]->offset < text.offset) first = i;
      if (published_[i]->offset > text.offset) end = std::min(end, i);
    }
    const int64_t mark_ms = MarkOf(text, world_);
    for (size_t i = first; i < end; ++i) {
      if (history_[i].variants.contains(text.variant) && !IsPassed(history_[i], mark_ms)) return "";
    }
    return SourceOf(text.partition, text.offset) + " is lost";
  }

  [[nodiscard]] bool IsPublished(const RawText& text) const {
    return std::find(published_.begin(), published_.end(), &text) != published_.end();
  }

 private:
  [[nodiscard]] bool IsPassed(const Standing& standing, int64_t mark_ms) const {
    const auto& window_ms = world_.scenario().window_ms;
    return window_ms && mark_ms >= 0 && standing.time_ms < mark_ms - *window_ms;
  }

  const World& world_;
  std::vector<Standing> history_;
  std::vector<const RawText*> published_;
  std::map<TopicPartition, int64_t> last_;
};

}  // namespace

std::string SourceOf(const TopicPartition& partition, int64_t offset) {
  return partition.topic + "/" + std::to_string(partition.partition) + "/" + std::to_string(offset);
}

std::optional<int64_t> PassedOver(const World& world, int32_t shard) {
  const Scenario& scenario = world.scenario();
  if (!scenario.window_ms) return std::nullopt;
  std::map<TopicPartition, int64_t> marks;  // of who asks there
  for (const auto& [topic, count] : scenario.raw) {
    for (int32_t i = 0; i < count; ++i) {
      if (!scenario.partition_scope || i == shard) marks[{topic, i}] = -1;
    }
  }
  for (const RawText& text : world.texts()) {
    const auto mark = marks.find(text.partition);
    if (mark == marks.end()) continue;
    mark->second = Advance(mark->second, text.timestamp_ms, scenario.max_future_ms);
  }
  int64_t smallest = marks.begin()->second;
  for (const auto& [partition, mark_ms] : marks) smallest = std::min(smallest, mark_ms);
  if (smallest < 0) return std::nullopt;
  return smallest - *scenario.window_ms;
}

std::string Judge(const std::vector<Decision>& decisions, const std::vector<const RawText*>& texts,
                  const World& world) {
  Judgement judgement(world);
  for (const Decision& decision : decisions) {
    if (std::string wrong = judgement.OnPublished(decision); !wrong.empty()) return wrong;
  }
  for (const RawText* text : texts) {
    if (judgement.IsPublished(*text)) continue;
    if (std::string wrong = judgement.OnRepeat(*text); !wrong.empty()) return wrong;
  }
  return "";
}

}  // namespace cablestream::sim
