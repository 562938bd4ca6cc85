#include "replay/diff_format.h"

#include <google/protobuf/util/json_util.h>

#include <array>
#include <iomanip>
#include <sstream>
#include <utility>

#include "common/log.h"
#include "parser/parser.h"
#include "replay/field_diff.h"

namespace cablestream {
namespace {

struct Note {
  const char* name;
  uint64_t count;
  const char* words;
};

std::array<Note, 6> NotesOf(const DiffReport& report) {
  return {{{"beyond_cut", report.beyond_cut, "raw offsets that the group has not committed yet"},
           {"in_flight", report.in_flight, "raw messages that are forwarded and not finished yet"},
           {"not_publishable", report.not_publishable,
            "raw messages that were too large, rejected by a broker, or crashed the parser"},
           {"raw_deleted", report.raw_deleted, "records whose raw message is gone"},
           {"record_deleted", report.record_deleted,
            "raw messages whose record the records topic may have deleted"},
           {"other_generations", report.other_generations, "records of replays"}}};
}

std::string_view NameOf(DiffKind kind) {
  return kDiffKinds[static_cast<size_t>(kind)];
}

std::string Json(const cable::v1::Cable& cable) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  // Fails for an `Any` alone, which a cable holds none of.
  (void)google::protobuf::util::MessageToJsonString(cable, &json, options);
  return json;
}

void AddText(const DiffExample& example, std::ostream& out) {
  out << "\n"
      << std::left << std::setw(8) << NameOf(example.kind) << " " << example.message_id << "  "
      << ToString(example.source);
  if (!example.reason.empty()) out << "  " << example.reason;
  out << "\n";
  if (example.kind != DiffKind::kChanged) return;
  out << "--- published\n+++ version " << ParserVersion() << "\n"
      << UnifiedDiff(example.before, example.after, example.fields);
}

void AddJson(const DiffExample& example, std::ostream& out) {
  out << R"({"kind": ")" << NameOf(example.kind) << R"(", "message_id": )"
      << JsonString(example.message_id) << R"(, "source": )"
      << JsonString(ToString(example.source));
  if (!example.reason.empty()) out << R"(, "reason": )" << JsonString(example.reason);
  if (example.kind == DiffKind::kChanged) {
    out << R"(, "fields": [)";
    for (size_t i = 0; i < example.fields.size(); ++i) {
      out << (i == 0 ? "" : ", ") << JsonString(FieldName(example.fields[i]));
    }
    out << R"(], "before": )" << Json(example.before) << R"(, "after": )" << Json(example.after);
  }
  out << "}";
}

}  // namespace

std::string DiffText(const DiffReport& report) {
  std::ostringstream out;
  const auto line = [&out](std::string_view name, uint64_t count) {
    out << std::left << std::setw(28) << name << std::right << std::setw(12) << count << "\n";
  };
  line("raw messages parsed", report.messages);
  line("records equal", report.equal);
  for (size_t i = 0; i < kDiffKinds.size(); ++i) {
    line("records " + std::string(kDiffKinds[i]), report.counts[i]);
  }
  out << std::fixed << std::setprecision(2) << report.percent()
      << " % of the records differ from version " << ParserVersion() << "'s\n";
  if (!report.fields.empty()) out << "\nrecords changed, by field\n";
  for (const auto& [field, count] : report.fields) line("  " + field, count);
  for (const Note& note : NotesOf(report)) {
    if (note.count > 0) {
      out << "note: not compared: " << note.count << " " << note.words << "\n";
    }
  }
  for (const DiffExample& example : report.examples) AddText(example, out);
  return out.str();
}

std::string DiffJson(const DiffReport& report) {
  std::ostringstream out;
  out << R"({"parser_version": )" << JsonString(ParserVersion()) << R"(, "messages": )"
      << report.messages << R"(, "equal": )" << report.equal;
  for (size_t i = 0; i < kDiffKinds.size(); ++i) {
    out << ", \"" << kDiffKinds[i] << "\": " << report.counts[i];
  }
  out << R"(, "percent": )" << report.percent() << R"(, "fields": {)";
  const char* comma = "";
  for (const auto& [field, count] : report.fields) {
    out << std::exchange(comma, ", ") << JsonString(field) << ": " << count;
  }
  out << "}";
  for (const Note& note : NotesOf(report)) out << ", \"" << note.name << "\": " << note.count;
  out << R"(, "examples": [)";
  comma = "";
  for (const DiffExample& example : report.examples) {
    out << std::exchange(comma, ", ");
    AddJson(example, out);
  }
  out << "]}\n";
  return out.str();
}

}  // namespace cablestream
