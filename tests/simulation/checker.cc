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
#include "simulation/decisions.h"
#include "simulation/store_checker.h"
#include "storage/claim.h"

namespace cablestream::sim {
namespace {

std::string HeaderOf(const Entry& entry, std::string_view name) {
  for (const Header& header : entry.headers) {
    if (header.name == name) return header.value.value_or("");
  }
  return "";
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
          &Checker::CheckForwards, &Checker::CheckClaims, &Checker::CheckDecisions,
          &Checker::CheckOutcomes, &Checker::CheckCounts}) {
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
      if (!records_.emplace(record.source, record).second) {
        wrong = where + "is a second one of " + record.source;
      }
    });
    return wrong;
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
      if (text->destiny == Destiny::kDeadLetter && !letters_.contains(source)) {
        return source + " has no dead letter";
      }
    }
    return "";
  }

  // Destroyed processes have counted what they had committed, and may not have got to count all.
  std::string CheckCounts() {
    if (world_.counted() <= texts_.size()) return "";
    return std::to_string(world_.counted()) + " messages are counted, of " +
           std::to_string(texts_.size());
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

  // One a record, in the shard of its ID.
  std::string CheckClaims() {
    std::string wrong;
    size_t count = 0;
    EachVisible(kClaims, [&](const TopicPartition& partition, int64_t /*at*/, const Entry& entry) {
      const Result<Claim> claim = DecodeClaim(entry.value.value_or(""));
      const std::string& id = *entry.key;
      const bool is_here = world_.scenario().partition_scope ||
                           PartitionOf(id, world_.scenario().shards) == partition.partition;
      if (!claim || !is_here) {
        wrong = "the claim on " + id + " is none, or in another shard";
        return;
      }
      const auto record = records_.find(SourceOf({claim->topic, claim->partition}, claim->offset));
      if (record == records_.end() || record->second.text->id != id) {
        wrong = "a claim on " + id + " has no record";
        return;
      }
      decisions_[id].push_back({*claim, &record->second});
      ++count;
    });
    if (wrong.empty() && count != records_.size()) {
      wrong =
          std::to_string(records_.size()) + " records have " + std::to_string(count) + " claims";
    }
    return wrong;
  }

  std::string CheckDecisions() {
    std::map<std::string, std::vector<const RawText*>> by_id;
    for (const RawText& text : world_.texts()) {
      if (text.destiny == Destiny::kPublished) by_id[text.id].push_back(&text);
    }
    for (const auto& [id, texts] : by_id) {
      if (std::string wrong = Judge(decisions_[id], texts, world_); !wrong.empty()) {
        return id + ": " + wrong;
      }
    }
    return "";
  }

  World& world_;
  std::map<std::string, const RawText*> texts_;             // by source
  std::map<std::string, Record> records_;                   // likewise
  std::map<std::string, std::vector<Decision>> decisions_;  // by ID, in their order
  std::set<std::string> letters_;                           // sources
};

}  // namespace

std::string Check(World& world) {
  std::string wrong = Checker(world).Run();
  return wrong.empty() ? CheckStores(world) : wrong;
}

}  // namespace cablestream::sim
