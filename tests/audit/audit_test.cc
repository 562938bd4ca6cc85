// What an audit finds in topics that stand still.
#include "audit/audit.h"

#include "audit/harness.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Cables 1 to 3, cable 1 twice more, cable 2 with a second text, one message that is no cable.
class AuditTest : public AuditHarness {
 protected:
  AuditTest() {
    for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."));
    Feed(CableText(1, "Text."));
    Feed("no cable");
    Feed(CableText(1, "Text."), 1);
    Feed(CableText(2, "Other text."), 1);
    EXPECT_TRUE(Run());
  }

  Spot RecordOf(int serial, size_t revision = 1) {
    return Spots("records", IdOf(serial)).at(revision - 1);
  }
  Spot ClaimOf(int serial) { return Spots("claims", IdOf(serial)).back(); }
  Spot Letter() { return Spots("letters").at(0); }
};

TEST_F(AuditTest, CountsEachRawMessageInOnePlace) {
  const AuditReport report = AuditAll();
  EXPECT_TRUE(report.balanced());
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.raw, 7U);
  EXPECT_EQ(report.records, 4U);
  EXPECT_EQ(report.duplicates, 2U);
  EXPECT_EQ(report.dead_letters[static_cast<size_t>(DeadLetterReason::kNoIdentity)], 1U);
  EXPECT_EQ(report.all_dead_letters(), 1U);
  EXPECT_EQ(report.in_flight, 0U);
}

TEST_F(AuditTest, ReadsRecordsInConfluentsFormatToo) {
  settings.record_frame = ConfluentFrame(7);
  Feed(CableText(4, "Text."));
  EXPECT_TRUE(Run());
  const AuditReport report = AuditAll();
  EXPECT_TRUE(report.balanced());
  EXPECT_EQ(report.records, 5U);
}

TEST_F(AuditTest, BalancesWhereNothingWasCommitted) {
  kafka = {};
  Feed(CableText(1, "Text."));
  const AuditReport report = AuditAll();
  EXPECT_TRUE(report.balanced());
  EXPECT_EQ(report.raw, 0U);
  EXPECT_EQ(report.raw_offsets_beyond_cut, 1U);
}

TEST_F(AuditTest, FindsAMissingRecordAndTheClaimThatStandsAlone) {
  Remove(RecordOf(3));
  EXPECT_THAT(FoundNow(), UnorderedElementsAre("lost raw/0/2 " + IdOf(3),
                                               "torn " + ClaimOf(3).name() + " " + IdOf(3)));
}

TEST_F(AuditTest, TellsTheMessageWhoseRecordIsMissingFromItsDuplicates) {
  const int64_t original = Feed(CableText(7, "Text."), 1);
  ASSERT_TRUE(Run());
  Feed(CableText(7, "Text."), 0);
  ASSERT_TRUE(Run());
  const std::string lost = "lost raw/1/" + std::to_string(original) + " " + IdOf(7);
  Remove(RecordOf(7));
  AuditReport report = AuditAll();  // by the source that the claim names
  EXPECT_THAT(Found(report),
              UnorderedElementsAre(lost, "torn " + ClaimOf(7).name() + " " + IdOf(7)));
  EXPECT_EQ(report.duplicates, 3U);

  Feed(CableText(7, "Other text."), 0);
  ASSERT_TRUE(Run());
  report = AuditAll();  // by the source that the next revision supersedes
  EXPECT_THAT(Found(report),
              UnorderedElementsAre(lost, "torn " + ClaimOf(7).name() + " " + IdOf(7)));
  EXPECT_EQ(report.duplicates, 3U);
}

TEST_F(AuditTest, FindsMessagesOfWhichNothingIsKnown) {
  Remove(RecordOf(1));
  Remove(ClaimOf(1));
  EXPECT_THAT(FoundNow(), UnorderedElementsAre("lost raw/0/0 " + IdOf(1), "lost raw/0/3 " + IdOf(1),
                                               "lost raw/1/0 " + IdOf(1)));
}

TEST_F(AuditTest, FindsAMissingDeadLetter) {
  Remove(Letter());
  EXPECT_THAT(FoundNow(), ElementsAre("lost raw/0/4"));
}

TEST_F(AuditTest, FindsADoubledRecord) {
  const Spot copy = Copy(RecordOf(3));
  EXPECT_THAT(FoundNow(), ElementsAre("doubled " + copy.name() + " " + IdOf(3)));
}

TEST_F(AuditTest, FindsTwoRecordsOfOneRevisionFromTwoRawMessages) {
  const LogEntry entry = Changed(RecordOf(1), [](cable::v1::Cable& cable) {
    cable.mutable_source()->set_offset(3);  // the duplicate's
  });
  const Spot copy = Append({"records", 0}, entry);
  EXPECT_THAT(FoundNow(), ElementsAre("doubled " + copy.name() + " " + IdOf(1)));
}

TEST_F(AuditTest, FindsADuplicateThatWasPublishedAsARevision) {
  const LogEntry entry = Changed(RecordOf(1), [](cable::v1::Cable& cable) {
    cable.mutable_source()->set_offset(3);
    cable.set_revision(2);
  });
  const Spot copy = Append({"records", 0}, entry);
  EXPECT_THAT(FoundNow(), UnorderedElementsAre("doubled " + copy.name() + " " + IdOf(1),
                                               "torn " + copy.name() + " " + IdOf(1)));
}

TEST_F(AuditTest, FindsARawMessageWithARecordAndADeadLetter) {
  LogEntry letter = At(Letter());
  for (Header& header : letter.headers) {
    if (header.name == "cablestream.offset") header.value = "2";
  }
  const Spot copy = Append({"letters", 0}, letter);
  EXPECT_THAT(FoundNow(), ElementsAre("doubled " + copy.name()));
}

TEST_F(AuditTest, FindsADoubledDeadLetter) {
  const Spot copy = Copy(Letter());
  EXPECT_THAT(FoundNow(), ElementsAre("doubled " + copy.name()));
}

struct WrongSource {
  std::string topic;
  int32_t partition;
  int64_t offset;
};

class WrongSourceTest : public AuditTest, public ::testing::WithParamInterface<WrongSource> {};

TEST_P(WrongSourceTest, IsFound) {
  const LogEntry entry = Changed(RecordOf(3), [](cable::v1::Cable& cable) {
    cable.set_message_id("08NOWHERE1");
    cable.mutable_source()->set_topic(GetParam().topic);
    cable.mutable_source()->set_partition(GetParam().partition);
    cable.mutable_source()->set_offset(GetParam().offset);
  });
  const Spot spot = Append({"records", 0}, entry);
  EXPECT_THAT(FoundNow(), testing::Contains("unknown_source " + spot.name() + " 08NOWHERE1"));
}

INSTANTIATE_TEST_SUITE_P(AuditTest, WrongSourceTest,
                         ::testing::Values(WrongSource{"elsewhere", 0, 0}, WrongSource{"raw", 2, 0},
                                           WrongSource{"raw", 0, 5}, WrongSource{"raw", 0, 999},
                                           WrongSource{"", 0, 0}, WrongSource{"raw", -1, 0},
                                           WrongSource{"raw", 0, -1}));

TEST_F(AuditTest, FindsARecordWhoseHeaderAndFieldDisagree) {
  LogEntry& record = At(RecordOf(3));
  for (Header& header : record.headers) {
    if (header.name == "source") header.value = "raw/0/1";
  }
  EXPECT_THAT(FoundNow(),
              testing::Contains("unknown_source " + RecordOf(3).name() + " " + IdOf(3)));
}

TEST_F(AuditTest, FindsWhatIsNoRecordNoDeadLetterAndNoClaim) {
  const Spot record = Append({"records", 0}, {"08NOWHERE1", "\xFF", {}, kTime, true});
  const Spot letter = Append({"letters", 0}, {std::nullopt, "text", {}, kTime, true});
  const Spot claim = Append(ClaimOf(3).partition, {IdOf(3), "\xFF", {}, kTime, true});
  EXPECT_THAT(FoundNow(), UnorderedElementsAre("unknown_source " + record.name() + " 08NOWHERE1",
                                               "unknown_source " + letter.name(),
                                               "torn " + claim.name() + " " + IdOf(3)));
}

TEST_F(AuditTest, FindsAClaimWhoseSourceDoesNotExist) {
  Claim claim = *DecodeClaim(*At(ClaimOf(3)).value);
  claim.offset = 999;
  At(ClaimOf(3)).value = EncodeClaim(claim);
  EXPECT_THAT(FoundNow(),
              UnorderedElementsAre("unknown_source " + ClaimOf(3).name() + " " + IdOf(3),
                                   "torn " + RecordOf(3).name() + " " + IdOf(3)));
}

TEST_F(AuditTest, FindsAClaimWithoutARecord) {
  LogEntry entry = At(ClaimOf(3));
  entry.key = IdOf(3) + "0";
  while (PartitionOf(*entry.key, kShards) != ClaimOf(3).partition.partition) *entry.key += "0";
  const std::string id = *entry.key;
  const Spot claim = Append(ClaimOf(3).partition, entry);
  EXPECT_THAT(FoundNow(), ElementsAre("torn " + claim.name() + " " + id));
}

TEST_F(AuditTest, FindsAClaimInAnotherShard) {
  const LogEntry entry = At(ClaimOf(3));
  const Spot claim = Append({"claims", 1 - ClaimOf(3).partition.partition}, entry);
  EXPECT_THAT(FoundNow(), ElementsAre("torn " + claim.name() + " " + IdOf(3)));
}

TEST_F(AuditTest, FindsARecordWithoutAClaim) {
  Remove(ClaimOf(3));
  EXPECT_THAT(FoundNow(), ElementsAre("torn " + RecordOf(3).name() + " " + IdOf(3)));
}

TEST_F(AuditTest, FindsARevisionThatTheClaimLost) {
  Claim claim = *DecodeClaim(*At(ClaimOf(2)).value);
  claim.revisions.pop_back();
  At(ClaimOf(2)).value = EncodeClaim(claim);
  EXPECT_THAT(FoundNow(), testing::Contains("torn " + RecordOf(2, 2).name() + " " + IdOf(2)));
}

TEST_F(AuditTest, FindsARecordOfAnotherTextThanItsClaim) {
  Claim claim = *DecodeClaim(*At(ClaimOf(3)).value);
  claim.revisions[0] ^= 1;
  At(ClaimOf(3)).value = EncodeClaim(claim);
  EXPECT_THAT(FoundNow(), ElementsAre("torn " + RecordOf(3).name() + " " + IdOf(3)));
}

TEST_F(AuditTest, FindsAGapInTheRevisions) {
  const LogEntry entry =
      Changed(RecordOf(2, 2), [](cable::v1::Cable& cable) { cable.set_revision(4); });
  At(RecordOf(2, 2)) = entry;
  const Spot record = RecordOf(2, 2);
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report),
              UnorderedElementsAre("torn " + record.name() + " " + IdOf(2),  // its claim knows 2
                                   "torn " + ClaimOf(2).name() + " " + IdOf(2),  // of 2, none
                                   "torn " + record.name() + " " + IdOf(2)));    // of 3, none
}

TEST_F(AuditTest, FindsARevisionThatSupersedesNoRecord) {
  At(RecordOf(2, 2)) = Changed(RecordOf(2, 2), [](cable::v1::Cable& cable) {
    cable.mutable_supersedes()->set_offset(0);  // cable 1
  });
  EXPECT_THAT(FoundNow(), ElementsAre("torn " + RecordOf(2, 2).name() + " " + IdOf(2)));
}

TEST_F(AuditTest, KnowsADeadLetterInPartsAndFindsOneThatLacksSome) {
  sink.max_message_bytes[OutputTopic::kDeadLetters] = 1000;
  Feed("no cable " + std::string(1500, 'x'));
  ASSERT_TRUE(Run());
  AuditReport report = AuditAll();
  EXPECT_TRUE(report.balanced());
  EXPECT_EQ(report.all_dead_letters(), 2U);
  const std::vector<Spot> letters = Spots("letters");
  ASSERT_GE(letters.size(), 3U);
  Remove(letters[1]);
  report = AuditAll();
  EXPECT_THAT(Found(report), ElementsAre("torn " + letters.back().name()));
}

TEST_F(AuditTest, KnowsAMessageThatDiedAndWasPutBack) {
  const LogEntry letter = At(Letter());  // redrive puts it back with all its headers
  kafka.Append({"raw", 1}, letter);
  ASSERT_TRUE(Run());
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.all_dead_letters(), 2U);
}

TEST_F(AuditTest, IgnoresOtherGenerations) {
  Append({"records", 0},
         Changed(RecordOf(3), [](cable::v1::Cable& cable) { cable.set_generation("again"); }));
  LogEntry letter = At(Letter());
  for (Header& header : letter.headers) {
    if (header.name == "cablestream.generation") header.value = "again";
  }
  Append({"letters", 0}, letter);
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.other_generations, 2U);
}

TEST_F(AuditTest, IgnoresWhatComesFromBeyondTheCut) {
  const int64_t offset = Feed(CableText(4, "Text."));
  LogEntry record = Changed(RecordOf(3), [offset](cable::v1::Cable& cable) {
    cable.set_message_id(IdOf(4));
    cable.mutable_source()->set_offset(offset);
  });
  Claim claim = *DecodeClaim(*At(ClaimOf(3)).value);
  claim.offset = offset;
  Append({"claims", PartitionOf(IdOf(4), kShards)}, {IdOf(4), EncodeClaim(claim), {}, kTime, true});
  Append({"records", 0}, record);
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.raw, 7U);
  EXPECT_EQ(report.raw_offsets_beyond_cut, 1U);
  EXPECT_EQ(report.outputs_beyond_cut, 1U);
}

TEST_F(AuditTest, TakesOffsetsWithoutAMessageForWhatTheyAre) {
  LogEntry aborted = Raw(CableText(9, "Never committed."));
  aborted.visible = false;
  kafka.Append({"raw", 0}, aborted);
  Feed(CableText(4, "Text."));
  ASSERT_TRUE(Run());
  const AuditReport report = AuditAll();
  EXPECT_TRUE(report.balanced());
  EXPECT_EQ(report.raw, 8U);
}

TEST_F(AuditTest, SaysHowManyRawMessagesWereDeletedSince) {
  TrimThrough({{"raw", 0}, 2});
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.raw, 4U);
  EXPECT_EQ(report.outputs_below_raw_start, 3U);
}

TEST_F(AuditTest, ExpectsNoMessageThatCompactionOfRawTook) {
  audit.topics.raw[0].compacted = true;
  Remove({{"raw", 0}, 2});
  EXPECT_THAT(FoundNow(), IsEmpty());
  audit.topics.raw[0].compacted = false;
  EXPECT_THAT(FoundNow(),
              UnorderedElementsAre("unknown_source " + RecordOf(3).name() + " " + IdOf(3),
                                   "unknown_source " + ClaimOf(3).name() + " " + IdOf(3)));
}

TEST_F(AuditTest, FindsRecordsThatWereDeletedAgainstTheTopicsSettings) {
  TrimThrough(RecordOf(1));
  EXPECT_EQ(AuditAll().imbalances.count(ImbalanceKind::kLost), 1U);
  // Younger than the retention: it can't have been that.
  audit.topics.records.retention_ms = 1000;
  audit.now_ms = kTime + 1000;
  EXPECT_EQ(AuditAll().imbalances.count(ImbalanceKind::kLost), 1U);
}

TEST_F(AuditTest, JudgesNoRecordThatRetentionMayHaveDeleted) {
  audit.topics.records.retention_ms = 1000;
  audit.now_ms = kTime + 1001;
  const Spot record = RecordOf(1);
  Remove(record);
  EXPECT_EQ(AuditAll().imbalances.count(ImbalanceKind::kLost), 1U) << "nothing was deleted";
  TrimThrough(record);
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.not_judged.record_deleted, 1U);
  EXPECT_EQ(report.revisions_deleted, 1U);
  EXPECT_EQ(report.duplicates, 2U);
}

TEST_F(AuditTest, JudgesNoOlderRevisionInACompactedRecordsTopic) {
  audit.topics.records.compacted = true;
  Remove(RecordOf(2, 1));
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.revisions_deleted, 1U);
  EXPECT_EQ(report.not_judged.record_deleted, 1U);
  Remove(RecordOf(3));
  EXPECT_THAT(FoundNow(), testing::Contains("lost raw/0/2 " + IdOf(3)));
}

TEST_F(AuditTest, JudgesNoDeadLetterThatRetentionMayHaveDeleted) {
  audit.topics.dead_letters.retention_ms = 1000;
  audit.now_ms = kTime + 1001;
  const Spot letter = Letter();
  Remove(letter);
  EXPECT_THAT(FoundNow(), ElementsAre("lost raw/0/4")) << "nothing was deleted";
  TrimThrough(letter);
  EXPECT_EQ(AuditAll().not_judged.dead_letter_deleted, 1U);
}

TEST_F(AuditTest, DoesNotJudgeByItsOwnParserWhatAnotherVersionRead) {
  // All that raw[0] came to, but for cable 3 in between, was published by another version.
  const auto older = [](cable::v1::Cable& cable) { cable.set_parser_version("0.0"); };
  Feed(CableText(5, "Text."));
  ASSERT_TRUE(Run());
  for (const Spot& spot : {RecordOf(1), RecordOf(5)}) At(spot) = Changed(spot, older);
  Remove(RecordOf(3));
  Remove(ClaimOf(3));
  const AuditReport report = AuditAll();
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.not_judged.other_parser, 1U);
  EXPECT_EQ(report.duplicates, 2U);
}

TEST_F(AuditTest, CountsWhatItDoesNotName) {
  for (int i = 0; i < 3; ++i) Copy(RecordOf(3));
  audit.most_shown = 2;
  const AuditReport report = AuditAll();
  EXPECT_EQ(report.imbalances.count(ImbalanceKind::kDoubled), 3U);
  EXPECT_EQ(report.imbalances.kept().size(), 2U);
}

TEST_F(AuditTest, RefusesARawTopicThatEndsBeforeItsCut) {
  kafka.offsets[{"raw", 0}].offset = 100;
  const Result<AuditReport> report = TryAudit();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kRefused);
  EXPECT_THAT(report.error().message, HasSubstr("raw[0]"));
}

TEST_F(AuditTest, LeavesNothingBehindWhateverItsEnd) {
  const auto is_empty = [this] { return std::filesystem::is_empty(audit.scratch_parent); };
  ASSERT_TRUE(TryAudit());
  EXPECT_TRUE(is_empty());
  reader.Before("records", [&] {
    EXPECT_FALSE(is_empty());
    stop = true;
  });
  const Result<AuditReport> stopped = TryAudit();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kRetry);
  EXPECT_TRUE(is_empty());
}

TEST_F(AuditTest, TellsHowFarItHasGot) {
  const AuditReport report = AuditAll();
  EXPECT_EQ(messages_read, report.raw + Spots("records").size() + Spots("claims").size() +
                               Spots("letters").size());
}

}  // namespace
}  // namespace cablestream
