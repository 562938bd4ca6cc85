// What the program runs by, as plain data. config/fields.cc says what each of it is called, may be
// and is by default; config/load.h fills it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/log.h"
#include "kafka/client_config.h"
#include "pipeline/record_value.h"
#include "pipeline/settings.h"
#include "registry/schema_registry.h"
#include "storage/identity.h"

namespace cablestream {

struct Config {
  ClientConfig kafka;
  std::string group;
  bool group_static = true;
  std::string instance_id;  // empty: the random one of the state folder

  struct Topics {
    std::vector<std::string> raw;  // at least one; all topics differ
    std::string records;
    std::string dead_letters;
  } topics;

  std::string state_dir;
  std::chrono::milliseconds scrub_interval{};  // 0: never
  std::chrono::milliseconds commit_interval{};

  struct Dedup {
    DedupScope scope = DedupScope::kGroup;
    std::optional<std::chrono::milliseconds> window;  // none: a claim never expires
    OnConflict on_conflict = OnConflict::kRevision;
    std::chrono::milliseconds max_future{};
  } dedup;

  struct Records {
    RecordFormat format = RecordFormat::kProtobuf;
    std::vector<std::string> pass_headers;  // patterns of names
  } records;

  SchemaRegistryOptions schema_registry;  // for RecordFormat::kConfluent

  std::string admin_address;  // host:port, or "off"

  struct Logging {
    LogLevel level = LogLevel::kInfo;
    std::optional<LogFormat> format;  // none: text on a terminal, JSON lines otherwise
  } log;
};

}  // namespace cablestream
