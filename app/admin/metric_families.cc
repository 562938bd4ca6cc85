#include "app/admin/metric_families.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>

namespace cablestream {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

struct MetricFamilies::Impl {
  void Begin(std::string_view name, std::string_view help, MetricType type) {
    if (!families.empty() && families.back().metric.empty()) families.pop_back();
    families.push_back({std::string(name), std::string(help), type, {}});
  }

  std::vector<MetricFamily> families;
};

MetricFamilies::MetricFamilies() : impl_(std::make_unique<Impl>()) {}
MetricFamilies::~MetricFamilies() = default;

void MetricFamilies::Counter(std::string_view name, std::string_view help) {
  impl_->Begin(name, help, MetricType::Counter);
}

void MetricFamilies::Gauge(std::string_view name, std::string_view help) {
  impl_->Begin(name, help, MetricType::Gauge);
}

void MetricFamilies::Sample(double value, const MetricLabels& labels) {
  MetricFamily& family = impl_->families.back();
  ClientMetric& metric = family.metric.emplace_back();
  for (const auto& [name, text] : labels) metric.label.push_back({name, text});
  (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
}

void MetricFamilies::Counter(std::string_view name, std::string_view help, double value) {
  Counter(name, help);
  Sample(value);
}

void MetricFamilies::Gauge(std::string_view name, std::string_view help, double value) {
  Gauge(name, help);
  Sample(value);
}

void MetricFamilies::Add(std::string_view name, std::string_view help, const Histogram& histogram) {
  impl_->Begin(name, help, MetricType::Histogram);
  ClientMetric::Histogram& out = impl_->families.back().metric.emplace_back().histogram;
  const std::vector<uint64_t> counts = histogram.counts();
  const std::span<const double> bounds = histogram.bounds();
  for (size_t i = 0; i < counts.size(); ++i) {
    out.sample_count += counts[i];
    const double bound = i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity();
    out.bucket.push_back({out.sample_count, bound});
  }
  out.sample_sum = histogram.sum_seconds();
}

std::string MetricFamilies::Text() const {
  std::vector<MetricFamily> families = impl_->families;
  if (!families.empty() && families.back().metric.empty()) families.pop_back();
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace cablestream
