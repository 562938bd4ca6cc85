#include "replay/field_diff.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace cablestream {
namespace {

using google::protobuf::FieldDescriptor;

constexpr std::array kNotCompared = {
    cable::v1::Cable::kSourceFieldNumber,        cable::v1::Cable::kGenerationFieldNumber,
    cable::v1::Cable::kRevisionFieldNumber,      cable::v1::Cable::kSupersedesFieldNumber,
    cable::v1::Cable::kChangedFieldsFieldNumber, cable::v1::Cable::kParserVersionFieldNumber};

constexpr size_t kContext = 3;

std::vector<std::string> JsonLines(const cable::v1::Cable& cable) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = true;
  std::string json;
  // Fails for an `Any` alone, which a cable holds none of.
  (void)google::protobuf::util::MessageToJsonString(cable, &json, options);
  std::vector<std::string> lines;
  std::istringstream stream(json);
  for (std::string line; std::getline(stream, line);) {
    if (line != "{" && line != "}" && line != "{}") lines.push_back(std::move(line));
  }
  return lines;
}

// What is not compared is gone.
cable::v1::Cable Compared(const cable::v1::Cable& cable) {
  cable::v1::Cable copy = cable;
  for (const int field : kNotCompared) {
    cable::v1::Cable::GetReflection()->ClearField(
        &copy, cable::v1::Cable::descriptor()->FindFieldByNumber(field));
  }
  return copy;
}

void Append(std::string& text, char mark, const std::string& line) {
  text += mark;
  text += line;
  text += '\n';
}

// Lines of one field.
void AppendHunk(const std::vector<std::string>& before, const std::vector<std::string>& after,
                std::string& text) {
  const size_t shorter = std::min(before.size(), after.size());
  size_t head = 0;  // lines that are the same
  while (head < shorter && before[head] == after[head]) ++head;
  size_t tail = 0;
  while (tail < shorter - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  for (size_t i = head - std::min(head, kContext); i < head; ++i) Append(text, ' ', before[i]);
  for (size_t i = head; i < before.size() - tail; ++i) Append(text, '-', before[i]);
  for (size_t i = head; i < after.size() - tail; ++i) Append(text, '+', after[i]);
  const size_t behind = before.size() - tail;
  for (size_t i = behind; i < behind + std::min(tail, kContext); ++i) {
    Append(text, ' ', before[i]);
  }
}

}  // namespace

std::vector<int> DifferingFields(const cable::v1::Cable& one, const cable::v1::Cable& other) {
  cable::v1::Cable left = Compared(one);
  cable::v1::Cable right = Compared(other);
  std::vector<int> differing;
  if (left.SerializeAsString() == right.SerializeAsString()) return differing;
  const auto* type = cable::v1::Cable::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const std::vector<const FieldDescriptor*> field = {type->field(i)};
    cable::v1::Cable left_field;
    cable::v1::Cable right_field;
    cable::v1::Cable::GetReflection()->SwapFields(&left, &left_field, field);
    cable::v1::Cable::GetReflection()->SwapFields(&right, &right_field, field);
    if (left_field.SerializeAsString() != right_field.SerializeAsString()) {
      differing.push_back(type->field(i)->number());
    }
  }
  return differing;
}

cable::v1::Cable WithFields(const cable::v1::Cable& cable, const std::vector<int>& fields) {
  cable::v1::Cable copy = cable;
  cable::v1::Cable kept;
  std::vector<const FieldDescriptor*> descriptors;
  for (const int field : fields) {
    descriptors.push_back(cable::v1::Cable::descriptor()->FindFieldByNumber(field));
  }
  cable::v1::Cable::GetReflection()->SwapFields(&copy, &kept, descriptors);
  return kept;
}

std::string FieldName(int field) {
  return cable::v1::Cable::descriptor()->FindFieldByNumber(field)->name();
}

std::string UnifiedDiff(const cable::v1::Cable& before, const cable::v1::Cable& after,
                        const std::vector<int>& fields) {
  std::string text;
  for (const int field : fields) {
    text += "@@ " + FieldName(field) + " @@\n";
    AppendHunk(JsonLines(WithFields(before, {field})), JsonLines(WithFields(after, {field})), text);
  }
  return text;
}

}  // namespace cablestream
