// What the sink's tests on a mock cluster share.
#pragma once

#include <string_view>

#include "mock_cluster.h"
#include "producer/kafka_sink.h"

namespace cablestream {

// A sink on the cluster: records, claims and home, of 1 MB a message.
[[nodiscard]] KafkaSinkOptions SinkOptions(const MockCluster& cluster);

// A membership of group "group", as a source would have taken it.
[[nodiscard]] GroupMetadata Membership();

// `value` must outlive the output.
[[nodiscard]] Output To(OutputTopic topic, std::string_view value);

// An offset of raw[0], under Membership.
[[nodiscard]] Status SendOneOffset(Sink& sink);

}  // namespace cablestream
