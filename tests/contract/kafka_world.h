// The real Kafka that with_kafka has started, as an outsider uses it. What fails here throws: it is
// not what is tested.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "consumer/kafka_log_reader.h"
#include "consumer/kafka_source.h"
#include "kafka/client_config.h"
#include "kafka/types.h"

namespace cablestream {

// No step takes so long unless something is broken.
inline constexpr std::chrono::seconds kPatience{30};

[[nodiscard]] ClientConfig TestBrokers();

// A name that no other test of this broker uses.
[[nodiscard]] std::string Unique(std::string_view what);

// A new topic of a unique name.
[[nodiscard]] std::string MakeTopic(std::string_view what, int32_t partitions,
                                    const std::map<std::string, std::string>& config = {});

// Calls `step`, which blocks for a moment by itself, until it returns true.
void Await(std::string_view what, const std::function<bool()>& step);

// The value, or an exception with the error.
template <typename T>
[[nodiscard]] T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}
void Must(const Status& status);

// "kLost: what was said", for messages of assertions.
[[nodiscard]] std::string Words(const Error& error);

// The member IDs that the broker knows in a group.
[[nodiscard]] std::vector<std::string> MembersOf(const std::string& group);

// "3=value".
[[nodiscard]] std::string Line(const Message& message);

// A producer of another program: in transactions where it has an ID for them.
class Writer {
 public:
  explicit Writer(const std::string& transactional_id = "");

  void Begin();
  // Returns when all are acknowledged.
  void Write(const TopicPartition& partition, const std::vector<std::string>& values);
  void Commit();
  void Abort();

 private:
  ClientHandle client_;
};

// What was read, in order.
using Lines = std::map<TopicPartition, std::vector<std::string>>;

// What a read_committed reader sees of a partition now, and the end it is told.
struct CommittedLog {
  std::vector<std::string> lines;
  int64_t end = 0;
};
[[nodiscard]] CommittedLog ReadCommitted(const TopicPartition& partition);

// A member of a group, seen event by event.
class Member {
 public:
  // A dynamic member where `instance_id` is empty.
  Member(const std::string& group, const std::vector<std::string>& topics,
         const std::string& instance_id = "");

  [[nodiscard]] KafkaSource& source() { return *source_; }

  // The next event, Idle where nothing came in a moment.
  [[nodiscard]] Result<SourceEvent> Next() { return source_->Next(Wait::kForEvent); }

  // The next of this kind; those before it are dropped.
  template <typename Event>
  [[nodiscard]] Event AwaitNext(std::string_view what) {
    std::optional<Event> found;
    Await(what, [&] {
      SourceEvent event = Must(Next());
      if (auto* wanted = std::get_if<Event>(&event)) found = std::move(*wanted);
      return found.has_value();
    });
    return *std::move(found);
  }
  [[nodiscard]] Assigned AwaitAssigned() { return AwaitNext<Assigned>("an assignment"); }

  // The error that Next ends in.
  [[nodiscard]] Error AwaitError();

  // Reads until each of these ends has been told.
  [[nodiscard]] Lines ReadTo(std::map<TopicPartition, int64_t> ends);

 private:
  std::atomic<bool> stop_ = false;
  std::unique_ptr<KafkaSource> source_;
};

}  // namespace cablestream
