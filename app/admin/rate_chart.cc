#include "app/admin/rate_chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace cablestream {
namespace {

constexpr double kWidth = 240;
constexpr double kHeight = 48;
constexpr double kEdge = 2;  // for the thickness of the line

std::string Point(double x, double y) {
  char text[48];
  std::snprintf(text, sizeof text, "%.1f,%.1f ", x, y);
  return text;
}

std::string Points(std::span<const double> values, size_t most, double greatest) {
  const double step = (kWidth - 2 * kEdge) / static_cast<double>(std::max<size_t>(most, 2) - 1);
  double x = kWidth - kEdge - step * static_cast<double>(values.size() - 1);
  std::string points;
  for (const double value : values) {
    const double share = greatest > 0 ? value / greatest : 0;
    points += Point(x, kHeight - kEdge - share * (kHeight - 2 * kEdge));
    x += step;
  }
  if (!points.empty()) points.pop_back();
  return points;
}

}  // namespace

std::string FormatRate(double per_second) {
  if (per_second > 0 && per_second < 10) {
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", per_second);
    return text;
  }
  return FormatCount(static_cast<uint64_t>(std::llround(per_second)));
}

std::string FormatCount(uint64_t count) {
  std::string digits = std::to_string(count);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string RateChart(std::string_view name, std::span<const double> values, size_t most) {
  if (values.size() > most) values = values.last(most);
  const double newest = values.empty() ? 0 : values.back();
  const double greatest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  const std::string now = FormatRate(newest);
  const std::string title(name);
  std::string chart = "<figure>\n<figcaption>" + title + " <b>" + now + "</b>/s</figcaption>\n";
  chart += "<svg viewBox=\"0 0 240 48\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" +
           title + ": " + now + " a second, at most " + FormatRate(greatest) + "\">";
  if (!values.empty()) {
    chart += "<polyline points=\"" + Points(values, most, greatest) + "\"/>";
  }
  chart += "</svg>\n<small>at most " + FormatRate(greatest) + "/s</small>\n</figure>\n";
  return chart;
}

}  // namespace cablestream
