// LogReader over real Kafka.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "consumer/log_reader.h"
#include "consumer/unknown_partitions.h"
#include "kafka/call_thread.h"
#include "kafka/client_config.h"

namespace cablestream {

// Two handles: one reads committed data, one asks for high watermarks (a read_committed handle
// would be told the last stable offset instead). Neither joins the group.
class KafkaLogReader final : public LogReader {
 public:
  // Fails with kInvalidArgument.
  [[nodiscard]] static Result<std::unique_ptr<KafkaLogReader>> Create(const ClientConfig& config,
                                                                      const std::string& group);

  ~KafkaLogReader() override;

  [[nodiscard]] Result<std::vector<CommittedOffset>> Committed(
      std::span<const TopicPartition> partitions) override;
  [[nodiscard]] Result<Watermarks> QueryWatermarks(const TopicPartition& partition) override;
  [[nodiscard]] Status Open(std::span<const LogPosition> positions) override;
  [[nodiscard]] Result<LogEvent> Next() override;
  void Close() override;

 private:
  // One of the two handles, with the topics whose leaders it has looked for.
  struct Reader {
    std::shared_ptr<rd_kafka_t> client;
    std::map<std::string, int32_t> partition_counts;
  };

  [[nodiscard]] Status WarmUp(Reader& reader, const TopicPartition& partition);
  [[nodiscard]] Status ToleratedWhileNew(const TopicPartition& partition);

  KafkaLogReader(std::string group, std::shared_ptr<rd_kafka_t> committed,
                 std::shared_ptr<rd_kafka_t> uncommitted);

  const std::string group_;
  Reader committed_;
  Reader uncommitted_;
  std::unique_ptr<CallThread> calls_;
  std::chrono::milliseconds committed_wait_;
  UnknownPartitions unknown_;
};

}  // namespace cablestream
