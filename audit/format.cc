#include "audit/format.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/log.h"

namespace cablestream {
namespace {

struct Count {
  std::string_view name;
  std::string_view words;
  uint64_t number;
};

// The places of a raw message, which add up.
std::vector<Count> Places(const AuditReport& report) {
  return {{"records", "records", report.records},
          {"duplicates", "duplicates", report.duplicates},
          {"dead_letters", "dead letters", report.all_dead_letters()},
          {"in_flight", "in flight", report.in_flight},
          {"lost", "lost", report.imbalances.count(ImbalanceKind::kLost)},
          {"not_judged", "not judged", report.not_judged.total()}};
}

std::vector<Count> DeadLetters(const AuditReport& report) {
  std::vector<Count> counts;
  for (size_t i = 0; i < kDeadLetterReasons.size(); ++i) {
    counts.push_back({kDeadLetterReasons[i], kDeadLetterReasons[i], report.dead_letters[i]});
  }
  counts.push_back({"other", "of other reasons", report.dead_letters_of_other_reasons});
  return counts;
}

std::vector<Count> NotJudgedFor(const AuditReport& report) {
  return {{"record_deleted", "record deleted by its topic", report.not_judged.record_deleted},
          {"dead_letter_deleted", "dead letter deleted by its topic",
           report.not_judged.dead_letter_deleted},
          {"other_parser", "read by another parser version", report.not_judged.other_parser}};
}

std::vector<Count> Beside(const AuditReport& report) {
  return {{"raw_offsets_beyond_cut", "raw offsets beyond the cut", report.raw_offsets_beyond_cut},
          {"outputs_beyond_cut", "records and dead letters from beyond the cut",
           report.outputs_beyond_cut},
          {"outputs_below_raw_start", "records and dead letters whose raw message was deleted",
           report.outputs_below_raw_start},
          {"revisions_deleted", "records deleted by their topic", report.revisions_deleted},
          {"other_generations", "records and dead letters of other generations",
           report.other_generations}};
}

void AddRow(std::string& text, int indent, std::string_view words, uint64_t number) {
  constexpr size_t kWidth = 64;
  std::string line = std::string(static_cast<size_t>(indent), ' ').append(words);
  const std::string digits = std::to_string(number);
  const size_t used = line.size() + digits.size();
  line.append(used < kWidth ? kWidth - used : 1, ' ');
  text += line + digits + "\n";
}

void AddRows(std::string& text, int indent, const std::vector<Count>& counts) {
  for (const Count& count : counts) {
    if (count.number > 0) AddRow(text, indent, count.words, count.number);
  }
}

std::string KindName(ImbalanceKind kind) {
  std::string name(kImbalanceKinds[static_cast<size_t>(kind)]);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

// Quoted where it could be taken for more than one word, or steer a terminal.
std::string IdText(const std::string& message_id) {
  if (message_id.empty()) return "-";
  const bool plain = std::all_of(message_id.begin(), message_id.end(),
                                 [](unsigned char c) { return c > ' ' && c < 0x7F && c != '"'; });
  return plain ? message_id : JsonString(message_id);
}

std::vector<Imbalance> ByKind(const AuditReport& report) {
  std::vector<Imbalance> sorted = report.imbalances.kept();
  std::stable_sort(sorted.begin(), sorted.end(), [](const Imbalance& left, const Imbalance& right) {
    return left.kind < right.kind;
  });
  return sorted;
}

std::string ImbalanceLine(const Imbalance& imbalance) {
  constexpr size_t kKindWidth = 16;
  std::string line = KindName(imbalance.kind);
  line.resize(kKindWidth, ' ');
  line += imbalance.partition.topic + "/" + std::to_string(imbalance.partition.partition) + "/" +
          std::to_string(imbalance.offset);
  return line + "  " + IdText(imbalance.message_id) + "  " + imbalance.detail + "\n";
}

class JsonObject {
 public:
  JsonObject& Raw(std::string_view name, std::string_view value) {
    if (!members_.empty()) members_ += ", ";
    members_ += JsonString(name) + ": ";
    members_ += value;
    return *this;
  }
  JsonObject& Number(std::string_view name, uint64_t number) {
    return Raw(name, std::to_string(number));
  }
  JsonObject& Text(std::string_view name, std::string_view text) {
    return Raw(name, JsonString(text));
  }
  JsonObject& Numbers(const std::vector<Count>& counts) {
    for (const Count& count : counts) Number(count.name, count.number);
    return *this;
  }
  [[nodiscard]] std::string Close() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

std::string ImbalanceJson(const Imbalance& imbalance) {
  return JsonObject()
      .Text("kind", kImbalanceKinds[static_cast<size_t>(imbalance.kind)])
      .Text("topic", imbalance.partition.topic)
      .Raw("partition", std::to_string(imbalance.partition.partition))
      .Raw("offset", std::to_string(imbalance.offset))
      .Text("message_id", imbalance.message_id)
      .Text("detail", imbalance.detail)
      .Close();
}

}  // namespace

std::string ReportText(const AuditReport& report) {
  std::string text;
  AddRow(text, 0, "raw messages below the cut", report.raw);
  for (const Count& place : Places(report)) {
    const bool always = place.name != "lost" && place.name != "not_judged";
    if (always || place.number > 0) AddRow(text, 2, place.words, place.number);
    if (place.name == "dead_letters") AddRows(text, 4, DeadLetters(report));
    if (place.name == "not_judged") AddRows(text, 4, NotJudgedFor(report));
  }
  AddRows(text, 0, Beside(report));

  const Imbalances& imbalances = report.imbalances;
  if (report.balanced()) {
    return text + "balanced: raw messages = records + duplicates + dead letters + in flight\n";
  }
  text += "not balanced: " + std::to_string(imbalances.total()) + " imbalances";
  for (size_t i = 0; i < kImbalanceKinds.size(); ++i) {
    const auto kind = static_cast<ImbalanceKind>(i);
    if (imbalances.count(kind) == 0) continue;
    text += ", " + std::to_string(imbalances.count(kind)) + " " + KindName(kind);
  }
  text += "\n";
  for (const Imbalance& imbalance : ByKind(report)) text += ImbalanceLine(imbalance);
  const uint64_t more = imbalances.total() - imbalances.kept().size();
  if (more > 0) text += "and " + std::to_string(more) + " more (--show N)\n";
  return text;
}

std::string ReportJson(const AuditReport& report) {
  JsonObject counts;
  for (size_t i = 0; i < kImbalanceKinds.size(); ++i) {
    counts.Number(kImbalanceKinds[i], report.imbalances.count(static_cast<ImbalanceKind>(i)));
  }
  std::string shown;
  for (const Imbalance& imbalance : ByKind(report)) {
    shown += (shown.empty() ? "" : ", ") + ImbalanceJson(imbalance);
  }
  JsonObject object;
  object.Raw("balanced", report.balanced() ? "true" : "false").Number("raw", report.raw);
  object.Numbers(Places(report)).Numbers(Beside(report));
  object.Raw("dead_letters_by_reason", JsonObject().Numbers(DeadLetters(report)).Close());
  object.Raw("not_judged_by_reason", JsonObject().Numbers(NotJudgedFor(report)).Close());
  object.Raw("imbalances", counts.Close()).Raw("shown", "[" + shown + "]");
  return object.Close() + "\n";
}

}  // namespace cablestream
