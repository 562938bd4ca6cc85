// A diff against what the real loop has published. What another parser would read in a message is
// what this one reads once the message is another.
#include "replay/diff.h"

#include "audit/harness.h"
#include "replay/diff_format.h"
#include "replay/field_diff.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

class DiffTest : public AuditHarness {
 protected:
  DiffTest() {
    settings_.topics = audit.topics;
    settings_.scratch_parent = folder.path();
    settings_.most_shown = 10;
    settings_.now_ms = kTime;
  }

  DiffReport DiffNow() {
    if (settings_.ranges.empty() || whole_) {
      whole_ = true;
      for (int32_t i = 0; i < 2; ++i) {
        const MemoryKafka::Log& raw = kafka.logs[{"raw", i}];
        settings_.ranges[{"raw", i}] = {raw.low, raw.high()};
      }
    }
    Result<DiffReport> report = Diff(settings_, log, {stop, [](uint64_t, uint64_t, uint64_t) {}});
    EXPECT_TRUE(report) << report.error().message;
    return report ? std::move(*report) : DiffReport();
  }
  static std::vector<uint64_t> Counts(const DiffReport& report) {
    return {report.equal, report.count(DiffKind::kChanged), report.count(DiffKind::kAdded),
            report.count(DiffKind::kLost)};
  }
  std::vector<uint64_t> CountsNow() { return Counts(DiffNow()); }

  // As if another parser read it.
  void ReadAs(const std::string& text, int64_t offset, int32_t partition = 0) {
    kafka.logs[{"raw", partition}].entries[static_cast<size_t>(offset)].value = text;
  }

  void RunAll() { ASSERT_TRUE(Run()); }

  DiffSettings settings_;
  bool whole_ = false;
};

TEST_F(DiffTest, FindsEverythingEqualToItself) {
  for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."));
  Feed(CableText(1, "Corrected.", "ZDS"));  // a revision
  Feed(CableText(2, "Text."), 1);           // a duplicate
  Feed("no cable");
  RunAll();
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(4, 0, 0, 0));
  EXPECT_EQ(report.messages, 6U);
  EXPECT_EQ(report.percent(), 0);
}

TEST_F(DiffTest, ReadsRecordsInConfluentsFormatToo) {
  settings.record_frame = ConfluentFrame(7);
  for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."));
  RunAll();
  ReadAs(CableText(2, "Another text."), 1);
  EXPECT_THAT(CountsNow(), ElementsAre(2, 1, 0, 0));
}

TEST_F(DiffTest, NamesTheFieldsThatChange) {
  for (int serial = 1; serial <= 4; ++serial) Feed(CableText(serial, "Text."));
  RunAll();
  std::string other = CableText(2, "Text.");
  other.replace(other.find("A VISIT"), 7, "NO VISIT");
  ReadAs(other, 1);
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(3, 1, 0, 0));
  EXPECT_EQ(report.percent(), 25);
  EXPECT_THAT(report.fields, testing::Contains(Pair("subject", 1)));
  EXPECT_THAT(report.fields, Not(testing::Contains(testing::Key("originator"))));
  ASSERT_EQ(report.examples.size(), 1U);
  const DiffExample& example = report.examples.front();
  EXPECT_EQ(example.message_id, IdOf(2));
  EXPECT_EQ(ToString(example.source), "raw/0/1");
  EXPECT_EQ(example.before.subject(), "A VISIT");
  EXPECT_EQ(example.after.subject(), "NO VISIT");
  EXPECT_THAT(DiffText(report), HasSubstr("@@ subject @@\n- \"subject\": \"A VISIT\""));
  EXPECT_THAT(DiffJson(report), HasSubstr(R"("after": {"subject":"NO VISIT")"));
}

TEST_F(DiffTest, TakesAnotherIdForAChange) {
  Feed(CableText(1, "Text."));
  RunAll();
  ReadAs(CableText(2, "Text."), 0);
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(0, 1, 0, 0));
  EXPECT_EQ(report.examples.front().message_id, IdOf(1)) << "as it was published";
  EXPECT_EQ(report.fields.at("message_id"), 1U);
}

TEST_F(DiffTest, CountsWhatComesAndGoes) {
  Feed("no cable");
  Feed(CableText(1, "Text."));
  Feed(CableText(2, "Text."));
  RunAll();
  ReadAs(CableText(5, "Text."), 0);
  ReadAs("no cable either", 1);
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(1, 0, 1, 1));
  EXPECT_EQ(report.examples.at(0).message_id, IdOf(1));
  EXPECT_EQ(report.examples.at(0).reason, "its raw message does not parse");
  EXPECT_EQ(report.examples.at(1).message_id, IdOf(5));
}

TEST_F(DiffTest, CountsRecordsThatWouldBeOne) {
  Feed(CableText(1, "Text."));
  Feed(CableText(1, "Text, corrected."));
  RunAll();
  ReadAs(CableText(1, "Text."), 1);
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(1, 0, 0, 1));
  EXPECT_EQ(report.examples.front().reason, "its text would be that of raw/0/0");
}

TEST_F(DiffTest, CountsADuplicateThatWouldBeARevision) {
  Feed(CableText(1, "Text."));
  Feed(CableText(1, "Text."));
  RunAll();
  ReadAs(CableText(1, "Text, after all another."), 1);
  EXPECT_THAT(CountsNow(), ElementsAre(1, 0, 1, 0));
  settings_.on_conflict = OnConflict::kDeadLetter;
  EXPECT_THAT(CountsNow(), ElementsAre(1, 0, 0, 0)) << "a dead letter as it would be";
}

// It does not matter which copy was published, nor whether that one is in the range.
TEST_F(DiffTest, KnowsWhatWasPublishedOutsideOfTheRange) {
  Feed(CableText(1, "Text."));
  Feed(CableText(2, "Text."));
  Feed(CableText(1, "Text."));
  Feed(CableText(3, "Text."));
  RunAll();
  settings_.ranges = {{{"raw", 0}, {2, 4}}};
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(1, 0, 0, 0));
  EXPECT_EQ(report.messages, 2U);
  ReadAs(CableText(1, "Text."), 3);
  EXPECT_EQ(DiffNow().examples.front().reason, "its text would be that of raw/0/0");
}

TEST_F(DiffTest, LeavesWhatTheGroupHasNotCommitted) {
  Feed(CableText(1, "Text."));
  RunAll();
  Feed(CableText(2, "Text."));
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(1, 0, 0, 0));
  EXPECT_EQ(report.beyond_cut, 1U);
}

TEST_F(DiffTest, LeavesWhatCouldNotBePublished) {
  sink.max_message_bytes[OutputTopic::kRecords] = 600;
  Feed(CableText(1, std::string(2000, 'x')));
  sink.max_message_bytes[OutputTopic::kDeadLetters] = 10'000;
  RunAll();
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(0, 0, 0, 0));
  EXPECT_EQ(report.not_publishable, 1U);
}

TEST_F(DiffTest, LeavesRecordsWhoseRawMessageIsGone) {
  Feed(CableText(1, "Text."));
  Feed(CableText(1, "Text."), 1);
  RunAll();
  const std::vector<cable::v1::Cable> records = Records();
  ASSERT_EQ(records.size(), 1U);
  settings_.ranges = {{{"raw", 0}, {0, 1}}, {{"raw", 1}, {0, 1}}};
  Remove({{"raw", records.front().source().partition()}, 0});
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(0, 0, 0, 0)) << "the copy is still a duplicate of it";
  EXPECT_EQ(report.raw_deleted, 1U);
}

TEST_F(DiffTest, LeavesRevisionsThatCompactionHasRemoved) {
  Feed(CableText(1, "Text."));
  Feed(CableText(1, "Corrected.", "ZDS"));
  RunAll();
  Remove(Spots("records").front());
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(1, 0, 0, 0));
  EXPECT_EQ(report.record_deleted, 1U);
}

TEST_F(DiffTest, LeavesRecordsThatRetentionMayHaveRemoved) {
  Feed(CableText(1, "Text."));
  RunAll();
  Remove(Spots("records").front());
  EXPECT_THAT(CountsNow(), ElementsAre(0, 0, 1, 0)) << "the topic keeps for ever";
  settings_.topics.records.retention_ms = 1000;
  settings_.now_ms = kTime + 5000;
  EXPECT_EQ(DiffNow().record_deleted, 1U);
}

TEST_F(DiffTest, PassesOverRecordsOfReplays) {
  Feed(CableText(1, "Text."));
  RunAll();
  const Spot record = Spots("records").front();
  At(record) = Changed(record, [](cable::v1::Cable& cable) { cable.set_generation("v2"); });
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(0, 0, 1, 0));
  EXPECT_EQ(report.other_generations, 1U);
}

TEST_F(DiffTest, TakesWhatAWindowLetThroughForRight) {
  settings.window_ms = 1000;
  settings_.has_window = true;
  for (const int64_t time_ms : {kTime, kTime + 500, kTime + 2000, kTime + 2100}) {
    LogEntry entry = Raw(CableText(1, "Text."));
    entry.timestamp_ms = time_ms;
    kafka.Append({"raw", 0}, std::move(entry));
  }
  RunAll();
  ASSERT_EQ(Records().size(), 2U);
  EXPECT_THAT(CountsNow(), ElementsAre(2, 0, 0, 0));
  ReadAs(CableText(2, "Text."), 3);
  EXPECT_THAT(CountsNow(), ElementsAre(2, 0, 1, 0));
  settings_.ranges = {{{"raw", 0}, {2, 4}}};
  whole_ = false;
  EXPECT_THAT(CountsNow(), ElementsAre(1, 0, 1, 0));
}

TEST_F(DiffTest, ShowsNoTextWhereNoneIsAskedFor) {
  Feed(CableText(1, "Text."));
  RunAll();
  ReadAs(CableText(1, "Another."), 0);
  settings_.most_shown = 0;
  const DiffReport report = DiffNow();
  EXPECT_THAT(Counts(report), ElementsAre(0, 1, 0, 0));
  EXPECT_THAT(report.examples, IsEmpty());
  EXPECT_THAT(DiffText(report), Not(HasSubstr("Another")));
}

TEST_F(DiffTest, TakesEachRawPartitionForItselfWhereTheScopeIsThat) {
  Feed(CableText(1, "Text."), 0);
  RunAll();
  ReadAs(CableText(2, "Text."), 0);
  Feed(CableText(2, "Text."), 1);
  settings_.scope = DedupScope::kPartition;
  kafka.offsets[{"raw", 1}] = {{"raw", 1}, 1, ""};
  EXPECT_THAT(CountsNow(), ElementsAre(0, 1, 1, 0));
}

TEST(FieldDiffTest, LeavesOutWhatMayDifferFromRunToRun) {
  cable::v1::Cable one;
  one.set_subject("A VISIT");
  cable::v1::Cable other = one;
  other.set_revision(2);
  other.set_generation("v2");
  other.set_parser_version("9");
  other.add_changed_fields("text");
  other.mutable_source()->set_offset(5);
  other.mutable_supersedes()->set_offset(4);
  EXPECT_THAT(DifferingFields(one, other), IsEmpty());
  other.add_signers("DOE");
  EXPECT_THAT(DifferingFields(one, other), ElementsAre(cable::v1::Cable::kSignersFieldNumber));
}

TEST(FieldDiffTest, ShowsLinesAroundWhatDiffers) {
  cable::v1::Cable before;
  for (const char* name : {"A", "B", "C", "D", "E"}) before.add_signers(name);
  cable::v1::Cable after = before;
  after.set_signers(4, "F");
  EXPECT_EQ(UnifiedDiff(before, after, {cable::v1::Cable::kSignersFieldNumber}),
            "@@ signers @@\n   \"B\",\n   \"C\",\n   \"D\",\n-  \"E\"\n+  \"F\"\n  ]\n");
}

}  // namespace
}  // namespace cablestream
