// What every client of this process is configured with.
#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <string>

#include "common/result.h"
#include "kafka/handles.h"

namespace cablestream {

// librdkafka properties by their own names. `common` goes to every client, the other two only to
// clients of that kind, over `common`.
struct ClientConfig {
  std::string brokers = "localhost:9092";
  std::map<std::string, std::string> common;
  std::map<std::string, std::string> producer;
  std::map<std::string, std::string> consumer;
};

using Properties = std::map<std::string, std::string>;

// A configuration for one client: `defaults`, over them the user's properties that fit `type`, over
// them `fixed`, each by any of a property's names; logging into common/log.h. A user's property
// that only the other type knows is left out. Fails with kInvalidArgument: librdkafka's own words.
[[nodiscard]] Result<ConfHandle> MakeConf(const ClientConfig& config, rd_kafka_type_t type,
                                          const Properties& defaults, const Properties& fixed);

}  // namespace cablestream
