#include "app/parse_stats.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <utility>
#include <vector>

#include "cable/v1/cable.pb.h"

namespace cablestream {
namespace {

std::string Format(const char* format, double value) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

// Two columns, the second set to the right.
class Columns {
 public:
  void Add(std::string name, std::string value) {
    width_ = std::max(width_, name.size());
    rows_.emplace_back(std::move(name), std::move(value));
  }

  [[nodiscard]] std::string Text() const {
    constexpr size_t kValueWidth = 12;
    std::string text;
    for (const auto& [name, value] : rows_) {
      text.append(name).append(width_ - name.size(), ' ');
      text.append(kValueWidth - std::min(kValueWidth, value.size()), ' ').append(value);
      text.push_back('\n');
    }
    return text;
  }

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
  size_t width_ = 0;
};

}  // namespace

void ParseStats::AddRecord(const cable::v1::Cable& cable, size_t bytes,
                           std::chrono::nanoseconds time) {
  ++records_;
  bytes_ += bytes;
  time_ += time;
  for (const auto& warning : cable.warnings()) ++warnings_[warning.code()];
  std::vector<const google::protobuf::FieldDescriptor*> present;
  cable.GetReflection()->ListFields(cable, &present);
  for (const auto* field : present) ++fields_[field->name()];
  // Downwards: only a record that is covered whole counts as whole.
  ++coverages_[static_cast<size_t>(std::floor(cable.coverage() * kSteps))];
}

void ParseStats::AddError(std::string_view code, size_t bytes, std::chrono::nanoseconds time) {
  bytes_ += bytes;
  time_ += time;
  ++errors_[std::string(code)];
}

uint64_t ParseStats::errors() const {
  return std::accumulate(errors_.begin(), errors_.end(), uint64_t{0},
                         [](uint64_t sum, const auto& entry) { return sum + entry.second; });
}

double ParseStats::CoverageAt(double percent) const {
  const auto rank = static_cast<uint64_t>(std::ceil(percent / 100 * static_cast<double>(records_)));
  uint64_t seen = 0;
  size_t step = 0;
  while (step < kSteps && (seen += coverages_[step]) < std::max<uint64_t>(rank, 1)) ++step;
  return static_cast<double>(step) / kSteps;
}

std::string ParseStats::Table() const {
  Columns columns;
  columns.Add("records", std::to_string(records_));
  columns.Add("errors", std::to_string(errors()));
  for (const auto& [code, count] : errors_) columns.Add("error " + code, std::to_string(count));
  for (const auto& [code, count] : warnings_) columns.Add("warning " + code, std::to_string(count));
  const auto records = static_cast<double>(records_);
  for (const auto& [name, count] : fields_) {
    columns.Add("field " + name, Format("%.2f %%", 100 * static_cast<double>(count) / records));
  }
  if (records_ > 0) {
    columns.Add("coverage, least", Format("%.4f", CoverageAt(0)));
    for (double percent : {1.0, 5.0, 10.0, 50.0}) {
      columns.Add("coverage, percentile " + Format("%.0f", percent),
                  Format("%.4f", CoverageAt(percent)));
    }
    columns.Add("coverage, whole records", std::to_string(coverages_[kSteps]));
  }
  const double seconds = std::chrono::duration<double>(time_).count();
  constexpr double kMega = 1e6;
  if (seconds > 0) {
    columns.Add("parser, MB/s", Format("%.1f", static_cast<double>(bytes_) / kMega / seconds));
  }
  return columns.Text();
}

}  // namespace cablestream
