// The service as a whole: real parts put together for one configuration, and run.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>

#include "app/config/config.h"
#include "app/service/telemetry.h"
#include "common/result.h"
#include "pipeline/topics.h"

namespace cablestream {

struct ServiceOptions {
  bool until_end = false;
  bool from_beginning = false;
  bool force = false;
  bool create_topics = false;
  int32_t partitions = -1;          // of topics made; -1: the broker's default
  int32_t replication_factor = -1;  // likewise

  // Of a replay; see PipelineSettings.
  std::string generation = "live";
  std::map<TopicPartition, OffsetRange> ranges;
};

// The topics that a start needs.
[[nodiscard]] TopicPlan PlanTopics(const Config& config, const ServiceOptions& options);

// A setting that this version does not follow must not be taken for done. Fails with
// kInvalidArgument.
[[nodiscard]] Status RefuseUnsupported(const Config& config);

// Consumes, parses, deduplicates and publishes until `stop` turns true, or with `until_end` until
// the raw topics' present end is committed. Everything read is committed when it returns.
//
// A continuous run compares its store with the claims topic now and then; where they differ it sets
// `stop`, and fails with kRefused.
//
// While no broker answers it keeps trying and says so; with `until_end` it gives up after half a
// minute (kUnavailable). Other failures as Pipeline::Run, PrepareTopics, AwaitRecordFrame,
// StateFolder::Open.
[[nodiscard]] Status RunService(const Config& config, const ServiceOptions& options,
                                std::atomic<bool>& stop, Telemetry& telemetry);

}  // namespace cablestream
