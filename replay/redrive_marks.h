// Which dead letters went back, as the topic of marks says: by place, whatever became of them.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "audit/entries.h"
#include "audit/message_facts.h"
#include "common/result.h"
#include "consumer/message.h"
#include "pipeline/group_topics.h"

namespace cablestream {

// The topics that a redrive keeps beside the dead letters.
[[nodiscard]] std::string MarksTopicOf(const std::string& dead_letters);
[[nodiscard]] std::string ParkedTopicOf(const std::string& dead_letters);

// A setting of the topic of marks that would lose some, and the value that it must have.
[[nodiscard]] std::optional<WrongSetting> WrongInMarks(const TopicSettings& settings);

// A mark's key and value: "0/17", "redriven cables.raw/3/4711".
[[nodiscard]] std::string MarkKey(const Place& letter);
[[nodiscard]] std::string MarkValue(std::string_view outcome, const NamedSource& source);

// A bit for each offset of the dead letters topic, where any is set. Used by one thread.
class RedriveMarks {
 public:
  // Takes a message of the topic of marks. Fails with kRefused: it is none.
  [[nodiscard]] Status Add(const Message& message);

  [[nodiscard]] bool Has(const Place& letter) const;

  // Marks are of the topic as it was when they were made: of each partition the letter of the last
  // one must be the letter that it names. Takes any message of the dead letters topic; fails with
  // kRefused where its mark names another source.
  [[nodiscard]] Status CheckWitness(const Message& message) const;

  // Likewise, where the topic's partition ends at this offset: before its last mark.
  [[nodiscard]] Status CheckEnd(int32_t partition, int64_t end) const;

 private:
  static constexpr int64_t kBits = 4096;
  struct Last {
    int64_t offset = -1;
    std::string source;
  };
  std::map<int32_t, std::unordered_map<int64_t, std::bitset<kBits>>> bits_;
  std::map<int32_t, Last> last_;
};

}  // namespace cablestream
