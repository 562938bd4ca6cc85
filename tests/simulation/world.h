// One run: the broker, the instances, the faults, and the one scheduler that decides who goes on.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fakes/memory_dedup_store.h"
#include "pipeline/settings.h"
#include "simulation/broker/broker.h"
#include "simulation/coverage.h"
#include "simulation/generator.h"
#include "simulation/network.h"
#include "simulation/process.h"
#include "simulation/scenario.h"

namespace cablestream::sim {

inline constexpr char kRecords[] = "records";
inline constexpr char kLetters[] = "letters";
inline constexpr char kClaims[] = "claims";
inline constexpr char kHome[] = "home";

// In steps. A step is a point that an instance passes; who waits lets some pass.
inline constexpr int64_t kSessionTimeout = 600;
inline constexpr int64_t kTransactionTimeout = 1000;
inline constexpr int64_t kMinute = 6000;
inline constexpr int64_t kIdleSteps = 10;

// What survives an instance: its store, and a copy of it as it was earlier.
struct DurableStore {
  explicit DurableStore(int32_t shards) : now(shards), older(shards) {}
  MemoryDedupStore now;
  MemoryDedupStore older;
  std::set<int32_t> corrupt;  // shards that can't be read until they are wiped
};

// An instance over all its lives.
struct Member {
  Member(std::string n, std::string i, Instance how, int32_t shards)
      : name(std::move(n)), identity(std::move(i)), instance(how), store(shards) {}
  std::string name;
  std::string identity;  // its group.instance.id and transactional.id
  Instance instance;
  DurableStore store;
  int lives = 0;
  std::set<int32_t> owned_at_end;    // shards
  std::unique_ptr<Process> process;  // null: not running
};

// A transaction as its client means it.
struct ClientTransaction {
  std::string process;
  int outputs = 0;
  bool offsets_sent = false;
  bool commit_asked = false;
};

// What happens at a point.
enum class Passing { kGoOn, kLeave, kFail, kDestroy };

class World {
 public:
  // `trace` may be null.
  World(Scenario scenario, Coverage& coverage, std::FILE* trace);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  // Until all is fed, survived, healed and stopped; or something is wrong.
  void Run();
  // The first thing that is wrong; empty: nothing.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] const SeedFigures& figures() const { return figures_; }

  // For the parts of a process.
  [[nodiscard]] Broker& broker() { return broker_; }
  [[nodiscard]] Network& network() { return network_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] int64_t now() const { return now_; }
  [[nodiscard]] bool healing() const { return phase_ != Phase::kFaults; }
  void Tick(int64_t steps) { now_ += steps; }
  [[nodiscard]] Passing PassPoint(Process& process, Call call, Moment moment);
  // Whether this request is lost, late or sent twice.
  [[nodiscard]] bool RequestFails(Process& process);
  void NoteAssignment() { ++figures_.assignments; }
  [[nodiscard]] Tag BeginTransaction(const Process& process);
  [[nodiscard]] ClientTransaction& TransactionOf(Tag tag) {
    return transactions_[static_cast<size_t>(tag)];
  }
  [[nodiscard]] PipelineSettings SettingsFor(const Member& member) const;
  void Expire(const std::string& member_id, int64_t after);

  void Fail(const std::string& what);
  [[nodiscard]] bool tracing() const { return trace_ != nullptr; }
  void Say(const std::string& who, const std::string& what);

  // For the checker.
  [[nodiscard]] const std::vector<std::unique_ptr<Member>>& members() const { return members_; }
  [[nodiscard]] const std::vector<RawText>& texts() const { return texts_; }
  [[nodiscard]] const std::vector<ClientTransaction>& transactions() const { return transactions_; }
  // Messages that ended processes say they have brought to their outcome.
  [[nodiscard]] uint64_t counted() const { return counted_; }
  [[nodiscard]] const std::set<Tag>& tags_with_offsets() const { return tags_with_offsets_; }

 private:
  enum class Phase { kFaults, kHealing, kStopping, kDone };

  // The scheduler, world.cc.
  void After(int64_t steps, std::function<void()> what);
  void Background();
  void Feed();
  void FeedOne(RawText& text);
  void FeedInTransaction(RawText& text);
  void RunTimers();
  [[nodiscard]] Process* PickRunnable();
  void Bury(Member& member);
  void Advance();
  [[nodiscard]] std::string WhatIsLeft();
  void StopAll();
  void CheckOffset(const TopicPartition& partition, const GroupOffset& before,
                   const GroupOffset& now);

  // Faults, faults.cc.
  [[nodiscard]] Passing Interrupt(Process& process, const Fault& fault);
  void ChangeWorld(const Fault& fault);
  void Start(Member& member);
  void SpoilStore(Member& member);
  Member& AddMember(const std::string& identity, Instance how);
  void AddTwin();
  void RestartLater(Member& member, int64_t steps);
  void OpenForeignTransaction(int64_t steps);
  void Grow();
  [[nodiscard]] Producer NewProducer();
  void EndLater(const Producer& producer, bool commit, int64_t steps);

  const Scenario scenario_;
  Coverage& coverage_;
  std::FILE* const trace_;
  Random random_;
  Broker broker_;
  Network network_;
  std::vector<RawText> texts_;
  size_t fed_ = 0;
  std::vector<std::unique_ptr<Member>> members_;
  std::set<std::string> contested_;  // identities that two instances have had
  std::vector<ClientTransaction> transactions_;
  std::set<Tag> tags_with_offsets_;
  uint64_t counted_ = 0;
  std::multimap<int64_t, std::function<void()>> timers_;
  std::vector<Fault> faults_;  // not yet come
  int others_ = 0;             // producers that are no instances

  Phase phase_ = Phase::kFaults;
  int64_t now_ = 0;
  int64_t phase_began_ = 0;
  std::string failure_;
  SeedFigures figures_;
};

}  // namespace cablestream::sim
