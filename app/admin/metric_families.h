// Metrics on their way into the text format of Prometheus.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/histogram.h"

namespace cablestream {

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

// Filled for one scrape. Used by one thread.
class MetricFamilies {
 public:
  MetricFamilies();
  ~MetricFamilies();
  MetricFamilies(const MetricFamilies&) = delete;
  MetricFamilies& operator=(const MetricFamilies&) = delete;

  // Begins a family, which the samples that follow are of. `help` says the unit.
  void Counter(std::string_view name, std::string_view help);
  void Gauge(std::string_view name, std::string_view help);
  void Sample(double value, const MetricLabels& labels = {});

  // A family of one sample.
  void Counter(std::string_view name, std::string_view help, double value);
  void Gauge(std::string_view name, std::string_view help, double value);
  void Add(std::string_view name, std::string_view help, const Histogram& histogram);

  // A family without a sample is left out.
  [[nodiscard]] std::string Text() const;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace cablestream
