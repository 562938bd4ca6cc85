// A LogTrimmer over Kafka in memory.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "fakes/memory_kafka.h"
#include "producer/log_trimmer.h"

namespace cablestream {

// Deletes at once; checks that nothing of home goes that is not committed.
class FakeTrimmer final : public LogTrimmer {
 public:
  explicit FakeTrimmer(MemoryKafka& kafka) : kafka_(kafka) {}

  void DeleteBelow(std::span<const LogHead> heads) override {
    ++requests;
    for (const LogHead& head : heads) {
      if (head.partition.topic == "home") {
        EXPECT_LE(head.offset, kafka_.offsets[head.partition].offset) << "not committed";
      }
      MemoryKafka::Log& log = kafka_.logs[head.partition];
      const int64_t gone = std::min(head.offset, log.high()) - log.low;
      ASSERT_GT(gone, 0) << "nothing to delete";
      log.entries.erase(log.entries.begin(), log.entries.begin() + gone);
      log.low += gone;
    }
  }

  int requests = 0;

 private:
  MemoryKafka& kafka_;
};

}  // namespace cablestream
