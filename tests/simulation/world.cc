#include "simulation/world.h"

#include <algorithm>
#include <utility>

namespace cablestream::sim {
namespace {

constexpr int64_t kStepsAText = 60;
constexpr int64_t kStuck = 150'000;
constexpr int kMostFed = 3;

}  // namespace

World::World(Scenario scenario, Coverage& coverage, std::FILE* trace)
    : scenario_(std::move(scenario)),
      coverage_(coverage),
      trace_(trace),
      random_(scenario_.seed ^ (scenario_.limits.schedule + 1) * 0x2545F4914F6CDD1D),
      broker_(kTransactionTimeout,
              [this](const TopicPartition& partition, const GroupOffset& before,
                     const GroupOffset& offset) { CheckOffset(partition, before, offset); }),
      faults_(scenario_.faults) {
  for (const auto& [topic, count] : scenario_.raw) broker_.AddTopic(topic, count);
  broker_.AddTopic(kRecords, 2, {kOutputLimit, kLatestTimestamp});
  broker_.AddTopic(kLetters, 1, {kOutputLimit, kLatestTimestamp});
  broker_.AddTopic(kClaims, scenario_.shards);
  if (!scenario_.partition_scope) broker_.AddTopic(kHome, scenario_.shards);
  Random texts(scenario_.seed + 1);
  texts_ = MakeTexts(scenario_, texts);
  for (const Instance& instance : scenario_.instances) {
    Member& member = AddMember("i" + std::to_string(members_.size()), instance);
    After(static_cast<int64_t>(random_.Below(300)), [this, &member] { Start(member); });
  }
}

// What still lives is destroyed where it stands.
World::~World() {
  for (const auto& member : members_) member->process.reset();
}

void World::Run() {
  while (phase_ != Phase::kDone && failure_.empty()) {
    Background();
    if (Process* process = PickRunnable()) {
      process->Resume();
    } else {
      Tick(kIdleSteps);
    }
    for (const auto& member : members_) {
      if (member->process && member->process->ended()) Bury(*member);
    }
    Advance();
  }
  figures_.transactions = broker_.transactions().committed();
}

// Everything that goes on beside the instances.
void World::Background() {
  Feed();
  RunTimers();
  broker_.transactions().AbortTimedOut(now_);
  if (random_.OneIn(2)) broker_.transactions().WriteOneMarker(random_);
  if (random_.OneIn(3)) broker_.group().CompleteRebalance(broker_.counts());
  if (random_.OneIn(healing() ? 2 : 8)) network_.DeliverOne(random_);
  while (!healing()) {
    const auto due = std::find_if(faults_.begin(), faults_.end(), [this](const Fault& fault) {
      return fault.at <= now_ && fault.kind >= FaultKind::kJoin;
    });
    if (due == faults_.end()) return;
    const Fault fault = *due;
    faults_.erase(due);
    ChangeWorld(fault);
  }
}

void World::Feed() {
  for (int i = 0; i < kMostFed && fed_ < texts_.size(); ++i) {
    if (now_ < static_cast<int64_t>(fed_) * kStepsAText) return;
    FeedOne(texts_[fed_++]);
  }
}

void World::FeedOne(RawText& text) {
  if (random_.OneIn(6)) return FeedInTransaction(text);
  Entry entry;
  entry.value = text.value;
  entry.timestamp_ms = text.timestamp_ms;
  text.offset = broker_.LogOf(text.partition).Append(std::move(entry));
}

// Raw topics may be written to in transactions too; what one aborts must never be seen.
void World::FeedInTransaction(RawText& text) {
  const Producer producer = NewProducer();
  Entry entry;
  entry.value = text.value;
  entry.timestamp_ms = text.timestamp_ms;
  (void)broker_.transactions().AddPartition(producer, text.partition, now_);
  (void)broker_.Produce(producer, text.partition, 0, {entry}, text.offset);
  EndLater(producer, /*commit=*/true, random_.Between(0, 300));
  if (!random_.OneIn(3)) return;
  const Producer aborting = NewProducer();
  entry.value = "words that were never said";
  int64_t offset = 0;
  (void)broker_.transactions().AddPartition(aborting, text.partition, now_);
  (void)broker_.Produce(aborting, text.partition, 0, {entry}, offset);
  EndLater(aborting, /*commit=*/false, random_.Between(0, 300));
}

void World::After(int64_t steps, std::function<void()> what) {
  timers_.emplace(now_ + steps, std::move(what));
}

void World::RunTimers() {
  while (!timers_.empty() && (healing() || timers_.begin()->first <= now_)) {
    const std::function<void()> what = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    what();
  }
}

Process* World::PickRunnable() {
  std::vector<Process*> runnable;
  for (const auto& member : members_) {
    Process* process = member->process.get();
    if (process != nullptr && process->paused_until <= now_) runnable.push_back(process);
  }
  return runnable.empty() ? nullptr : random_.Pick(runnable);
}

// A process has ended, by itself or not.
void World::Bury(Member& member) {
  const std::unique_ptr<Process> process = std::move(member.process);
  counted_ += process->stats().counts.messages;
  if (tracing()) {
    Say(process->name(), process->destroyed() ? "is dead"
                         : process->result()  ? "ends"
                                              : "ends: " + process->result().error().message);
  }
  if (process->destroyed()) {
    Expire(process->member_id, kSessionTimeout);
    RestartLater(member, random_.OneIn(2) ? random_.Between(1, 100) : random_.Between(100, 2000));
    return;
  }
  if (!process->result()) {
    const Error& error = process->result().error();
    if (error.code != ErrorCode::kRefused || !contested_.contains(member.identity)) {
      Fail(process->name() + " ends: " + error.message);
    }
    const bool other_lives = std::any_of(members_.begin(), members_.end(), [&](const auto& other) {
      return other->process && other->identity == member.identity;
    });
    if (!other_lives && phase_ != Phase::kStopping) RestartLater(member, 10);
    return;
  }
  if (process->stop_requested()) {
    if (phase_ != Phase::kStopping) RestartLater(member, random_.Between(1, 1000));
  } else if (!member.instance.until_end) {
    Fail(process->name() + " ends, and nobody has asked for it");
  }
}

void World::Advance() {
  const bool any_lives = std::any_of(members_.begin(), members_.end(),
                                     [](const auto& member) { return member->process != nullptr; });
  if (phase_ == Phase::kFaults) {
    // Those that end by themselves may be done before the last fault.
    const bool all_ended = !any_lives && timers_.empty();
    if (fed_ < texts_.size() || (!faults_.empty() && !all_ended)) return;
    phase_ = Phase::kHealing;
    phase_began_ = now_;
    if (tracing()) Say("world", "heals");
    for (const auto& member : members_) {
      if (member->process) member->process->paused_until = 0;
    }
    return;
  }
  if (now_ - phase_began_ > kStuck) return Fail("stuck: " + WhatIsLeft());
  if (phase_ == Phase::kStopping) {
    if (!any_lives && !broker_.group().HasPending()) phase_ = Phase::kDone;
    return;
  }
  if (!timers_.empty()) return;
  if (!WhatIsLeft().empty()) {
    if (any_lives) return;
    members_.front()->instance.until_end = false;
    return Start(*members_.front());
  }
  StopAll();
}

void World::StopAll() {
  phase_ = Phase::kStopping;
  phase_began_ = now_;
  if (tracing()) Say("world", "stops all");
  const std::string shards = scenario_.partition_scope ? "raw" : kHome;
  for (const auto& member : members_) {
    if (!member->process) continue;
    member->process->RequestStop();
    for (const TopicPartition& partition :
         broker_.group().AssignmentOf(member->process->member_id)) {
      if (partition.topic == shards) member->owned_at_end.insert(partition.partition);
    }
  }
}

// Empty: everything has had its outcome, and nothing is on its way.
std::string World::WhatIsLeft() {
  if (!network_.empty()) return "requests are on their way";
  if (!broker_.transactions().AllEnded()) return "a transaction is open";
  if (broker_.group().HasPending()) return "offsets are not decided";
  for (const auto& member : members_) {
    if (!member->process) continue;
    if (!member->process->serving) return member->process->name() + " restores";
    // It may yet learn that its end was uncertain; told to stop then, it leaves its store behind.
    if (member->process->stats().transaction_open) return member->process->name() + " commits";
  }
  for (const auto& [partition, log] : broker_.logs()) {
    if (!scenario_.raw.contains(partition.topic) && partition.topic != kHome) continue;
    const int64_t committed = broker_.group().OffsetOf(partition).offset;
    if (committed == log.high()) continue;
    return ToString(partition) + " ends at " + std::to_string(log.high()) + ", committed is " +
           std::to_string(committed);
  }
  return "";
}

void World::CheckOffset(const TopicPartition& partition, const GroupOffset& before,
                        const GroupOffset& offset) {
  const auto is = [&] { return ToString(partition) + "'s committed offset "; };
  if (offset.offset < before.offset) {
    Fail(is() + "goes back from " + std::to_string(before.offset) + " to " +
         std::to_string(offset.offset));
  }
  if (offset.offset > broker_.LogOf(partition).high()) Fail(is() + "is behind the end");
  if (offset.tag != kNoTag) tags_with_offsets_.insert(offset.tag);
}

Tag World::BeginTransaction(const Process& process) {
  transactions_.push_back({process.name(), 0, false, false});
  return static_cast<Tag>(transactions_.size()) - 1;
}

PipelineSettings World::SettingsFor(const Member& member) const {
  PipelineSettings settings;
  for (const auto& [topic, count] : scenario_.raw) {
    settings.raw_topics[topic] = broker_.counts().at(topic);
  }
  if (!scenario_.partition_scope) settings.home_topic = kHome;
  settings.claims_topic = kClaims;
  settings.shards = scenario_.shards;
  settings.scope = scenario_.partition_scope ? DedupScope::kPartition : DedupScope::kGroup;
  settings.until_end = member.instance.until_end;
  settings.window_ms = scenario_.window_ms;
  settings.max_future_ms = scenario_.max_future_ms;
  settings.window_look_messages = 4;
  settings.restore_claims = 1 + scenario_.seed % 8;
  return settings;
}

void World::Fail(const std::string& what) {
  if (!failure_.empty()) return;
  failure_ = what;
  if (tracing()) Say("world", "WRONG: " + what);
}

void World::Say(const std::string& who, const std::string& what) {
  std::fprintf(trace_, "%7lld  %-6s  %s\n", static_cast<long long>(now_), who.c_str(),
               what.c_str());
}

}  // namespace cablestream::sim
