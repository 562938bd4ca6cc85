#include "simulation/checker.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "cable/v1/cable.pb.h"
#include "kafka/murmur2.h"
#include "parser/parser.h"
#include "simulation/store_checker.h"
#include "storage/claim.h"

namespace cablestream::sim {
namespace {

struct Record {
  std::string source;
  cable::v1::Cable cable;
  const RawText* text = nullptr;
};

std::string HeaderOf(const Entry& entry, std::string_view name) {
  for (const Header& header : entry.headers) {
    if (header.name == name) return header.value.value_or("");
  }
  return "";
}

std::string SourceOf(const TopicPartition& partition, int64_t offset) {
  return partition.topic + "/" + std::to_string(partition.partition) + "/" + std::to_string(offset);
}

// "raw/0/17" from the headers <prefix>topic, <prefix>partition, <prefix>offset.
std::string SourceFrom(const Entry& entry, const std::string& prefix) {
  return HeaderOf(entry, prefix + "topic") + "/" + HeaderOf(entry, prefix + "partition") + "/" +
         HeaderOf(entry, prefix + "offset");
}

// Of a record what must be the same in every run.
std::string LastingBytes(cable::v1::Cable cable) {
  cable.clear_source();
  cable.clear_generation();
  cable.clear_revision();
  cable.clear_supersedes();
  cable.clear_changed_fields();
  return cable.SerializeAsString();
}

class Checker {
 public:
  explicit Checker(World& world) : world_(world) {
    for (const RawText& text : world.texts()) {
      texts_[SourceOf(text.partition, text.offset)] = &text;
    }
  }

  std::string Run() {
    for (const auto step :
         {&Checker::CheckTransactions, &Checker::CheckRecords, &Checker::CheckLetters,
          &Checker::CheckOutcomes, &Checker::CheckOrder, &Checker::CheckForwards,
          &Checker::CheckClaims, &Checker::CheckCounts}) {
      if (std::string wrong = (this->*step)(); !wrong.empty()) return wrong;
    }
    return "";
  }

 private:
  template <typename Visit>
  void EachVisible(const std::string& topic, const Visit& visit) const {
    for (const auto& [partition, log] : world_.broker().logs()) {
      if (partition.topic != topic) continue;
      for (int64_t at = 0; at < log.high(); ++at) {
        const Entry& entry = log.entries()[static_cast<size_t>(at)];
        if (entry.fate == Fate::kCommitted) visit(partition, at, entry);
      }
    }
  }

  // Of each transaction all is there, or nothing; and nothing that its client did not commit.
  std::string CheckTransactions() {
    std::map<Tag, int> visible;
    for (const auto& [partition, log] : world_.broker().logs()) {
      for (const Entry& entry : log.entries()) {
        if (entry.fate == Fate::kOpen) return ToString(partition) + " holds an open transaction";
        if (entry.fate == Fate::kCommitted && entry.tag != kNoTag) ++visible[entry.tag];
      }
    }
    const auto& transactions = world_.transactions();
    for (size_t i = 0; i < transactions.size(); ++i) {
      const ClientTransaction& transaction = transactions[i];
      const auto tag = static_cast<Tag>(i);
      const bool has_offsets = world_.tags_with_offsets().contains(tag);
      const auto seen = visible.find(tag);
      const int outputs = seen == visible.end() ? 0 : seen->second;
      const std::string who =
          "transaction " + std::to_string(tag) + " of " + transaction.process + " ";
      if ((outputs > 0 || has_offsets) && !transaction.commit_asked) {
        return who + "is visible, but was never committed";
      }
      if (has_offsets ? outputs != transaction.outputs : outputs > 0) {
        return who + "is torn: " + std::to_string(outputs) + " of " +
               std::to_string(transaction.outputs) + " outputs, " +
               (has_offsets ? "its offsets" : "no offsets");
      }
    }
    return "";
  }

  std::string CheckRecords() {
    std::string wrong;
    EachVisible(kRecords, [&](const TopicPartition& partition, int64_t at, const Entry& entry) {
      Record record;
      record.source = HeaderOf(entry, "source");
      const auto found = texts_.find(record.source);
      const std::string where = "the record at " + SourceOf(partition, at) + " ";
      if (found == texts_.end() || found->second->destiny != Destiny::kPublished) {
        wrong = where + "stems from " + record.source + ", which becomes none";
        return;
      }
      record.text = found->second;
      const std::string& value = *entry.value;
      if (!record.cable.ParseFromString(value) || entry.key != record.text->id ||
          record.cable.message_id() != record.text->id ||
          value.find("Word " + record.text->token) == value.npos) {
        wrong = where + "is not that of " + record.source;
        return;
      }
      cable::v1::Cable alone;
      if (!Parse(*record.text->value, alone) || LastingBytes(record.cable) != LastingBytes(alone)) {
        wrong = where + "is not what its text gives by itself";
        return;
      }
      if (!records_[record.text->id].emplace(record.cable.revision(), record).second) {
        wrong = where + "is a second revision " + std::to_string(record.cable.revision()) + " of " +
                record.text->id;
      }
    });
    if (!wrong.empty()) return wrong;
    return CheckRevisions();
  }

  std::string CheckRevisions() {
    for (const auto& [id, revisions] : records_) {
      std::map<int, std::string> variants;
      uint32_t expected = 1;
      std::string before;
      for (const auto& [number, record] : revisions) {
        const auto [variant, is_new] = variants.emplace(record.text->variant, record.source);
        if (!is_new) {
          return id + " is published twice: " + variant->second + " and " + record.source;
        }
        if (number != expected++) return id + " lacks revision " + std::to_string(expected - 1);
        const cable::v1::Source& source = record.cable.supersedes();
        const std::string supersedes =
            record.cable.has_supersedes()
                ? SourceOf({source.topic(), source.partition()}, source.offset())
                : "";
        if (supersedes != before) return record.source + " supersedes another than " + before;
        before = record.source;
      }
    }
    return "";
  }

  std::string CheckLetters() {
    std::map<std::string, std::pair<std::string, std::string>> parts;  // numbers and value so far
    std::string wrong;
    EachVisible(kLetters, [&](const TopicPartition& partition, int64_t at, const Entry& entry) {
      const std::string source = SourceFrom(entry, "cablestream.");
      const auto found = texts_.find(source);
      if (found == texts_.end() || found->second->destiny != Destiny::kDeadLetter) {
        wrong = "the dead letter at " + SourceOf(partition, at) + " stems from " + source +
                ", which becomes none (" + HeaderOf(entry, "cablestream.reason") + ")";
        return;
      }
      auto& [numbers, value] = parts[source];
      const std::string part = HeaderOf(entry, "cablestream.part");
      numbers += (part.empty() ? "1/1" : part) + " ";
      value += entry.value.value_or("");
    });
    if (!wrong.empty()) return wrong;
    for (const auto& [source, letter] : parts) {
      std::string once;
      const std::string count = letter.first.substr(
          letter.first.find('/') + 1, letter.first.find(' ') - letter.first.find('/') - 1);
      for (int i = 1; i <= std::stoi(count); ++i) once += std::to_string(i) + "/" + count + " ";
      if (letter.first != once) return "the dead letter of " + source + " is " + letter.first;
      if (letter.second != texts_.at(source)->value.value_or("")) {
        return "the dead letter of " + source + " has lost bytes";
      }
      letters_.insert(source);
    }
    return "";
  }

  std::string CheckOutcomes() {
    for (const auto& [source, text] : texts_) {
      if (text->destiny == Destiny::kDeadLetter) {
        if (!letters_.contains(source)) return source + " has no dead letter";
        continue;
      }
      const auto& revisions = records_[text->id];
      const int variant = text->variant;
      const bool is_there = std::any_of(
          revisions.begin(), revisions.end(),
          [&](const auto& revision) { return revision.second.text->variant == variant; });
      if (!is_there) return source + " (" + text->id + ") is lost";
    }
    return "";
  }

  // Destroyed processes have counted what they had committed, and may not have got to count all.
  std::string CheckCounts() {
    if (world_.counted() <= texts_.size()) return "";
    return std::to_string(world_.counted()) + " messages are counted, of " +
           std::to_string(texts_.size());
  }

  // Within one raw partition: of each variant the first message, and the variants in their order.
  std::string CheckOrder() {
    for (const auto& [id, revisions] : records_) {
      std::map<TopicPartition, int64_t> last;
      for (const auto& [number, record] : revisions) {
        const TopicPartition& partition = record.text->partition;
        const auto [before, is_first] = last.emplace(partition, record.text->offset);
        if (!is_first && before->second > record.text->offset) {
          return id + ": " + record.source + " comes after a later one of its partition";
        }
        before->second = record.text->offset;
        for (const RawText& other : world_.texts()) {
          if (other.id == id && other.variant == record.text->variant &&
              other.partition == partition && other.offset < record.text->offset) {
            return id + ": " + record.source + " is published instead of an earlier one";
          }
        }
      }
    }
    return "";
  }

  std::string CheckForwards() {
    std::set<std::string> seen;
    std::string wrong;
    EachVisible(kHome,
                [&](const TopicPartition& /*partition*/, int64_t /*at*/, const Entry& entry) {
                  const std::string source = SourceFrom(entry, "cablestream.forward.");
                  const std::string hop = HeaderOf(entry, "cablestream.forward.hops");
                  if (!texts_.contains(source))
                    wrong = "a forward of " + source + ", which is not there";
                  if (!seen.insert(source + " " + hop).second)
                    wrong = source + " is forwarded twice";
                  if (hop != "1" && hop != "2") wrong = source + " is forwarded by hop " + hop;
                });
    return wrong;
  }

  std::string CheckClaims() {
    std::string wrong;
    std::map<std::string, Claim> newest;
    EachVisible(kClaims, [&](const TopicPartition& partition, int64_t /*at*/, const Entry& entry) {
      const Result<Claim> claim = DecodeClaim(entry.value.value_or(""));
      const std::string& id = *entry.key;
      const bool is_here = world_.scenario().partition_scope ||
                           PartitionOf(id, world_.scenario().shards) == partition.partition;
      if (!claim || !is_here) wrong = "the claim on " + id + " is none, or in another shard";
      if (claim) newest[id] = *claim;
    });
    if (!wrong.empty()) return wrong;
    for (const auto& [id, claim] : newest) {
      const auto found = records_.find(id);
      if (found == records_.end()) return "a claim on " + id + ", which has no record";
      const Record& record = found->second.rbegin()->second;
      if (claim.revisions.size() != found->second.size() ||
          SourceOf({claim.topic, claim.partition}, claim.offset) != record.source) {
        return "the claim on " + id + " is not that of its newest record";
      }
    }
    for (const auto& [id, revisions] : records_) {
      if (!revisions.empty() && !newest.contains(id)) return id + " has a record and no claim";
    }
    return "";
  }

  World& world_;
  std::map<std::string, const RawText*> texts_;                // by source
  std::map<std::string, std::map<uint32_t, Record>> records_;  // by ID and revision
  std::set<std::string> letters_;                              // sources
};

}  // namespace

std::string Check(World& world) {
  std::string wrong = Checker(world).Run();
  return wrong.empty() ? CheckStores(world) : wrong;
}

}  // namespace cablestream::sim
