#include "service/metrics.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace stesura {
namespace {

constexpr std::array<double, 14> kBuckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                             0.25,  0.5,    1,     2.5,  5,     10,   30};

std::string numberText(double value) {
  char text[32];
  const bool whole = value == std::floor(value) && std::fabs(value) < 1e15;
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.9g", value);
  return text;
}

std::string labelsText(const MetricLabels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += (text.empty() ? "" : ",") + name + "=\"";
    for (const char c : value) {
      if (c == '\\' || c == '"') text += '\\';
      text += c == '\n' ? ' ' : c;
    }
    text += '"';
  }
  return text;
}

std::string line(const std::string& name, const std::string& labels, const std::string& value) {
  std::string text = name;
  if (!labels.empty()) text.append("{").append(labels).append("}");
  return text.append(" ").append(value).append("\n");
}

std::string histogramText(const std::string& name, const std::string& labels, double sum,
                          const std::vector<unsigned long>& below) {
  std::string text;
  const std::string before = labels.empty() ? "" : labels + ",";
  for (std::size_t at = 0; at < below.size(); ++at) {
    const std::string edge = at < kBuckets.size() ? numberText(kBuckets[at]) : "+Inf";
    text += line(name + "_bucket", before + "le=\"" + edge + "\"", std::to_string(below[at]));
  }
  return text + line(name + "_sum", labels, numberText(sum)) +
         line(name + "_count", labels, std::to_string(below.back()));
}

}  // namespace

Metrics::Family& Metrics::family(const std::string& name, Type type) {
  Family& found = families_[name];
  found.type = type;
  return found;
}

void Metrics::describe(const std::string& name, const std::string& help) {
  const std::lock_guard lock(mutex_);
  help_[name] = help;
}

void Metrics::count(const std::string& name, const MetricLabels& labels, double by) {
  const std::string key = labelsText(labels);
  const std::lock_guard lock(mutex_);
  family(name, Type::counter).series[key].value += by;
}

void Metrics::set(const std::string& name, double value, const MetricLabels& labels) {
  const std::string key = labelsText(labels);
  const std::lock_guard lock(mutex_);
  family(name, Type::gauge).series[key].value = value;
}

void Metrics::observe(const std::string& name, double seconds, const MetricLabels& labels) {
  const std::string key = labelsText(labels);
  const std::lock_guard lock(mutex_);
  Series& series = family(name, Type::histogram).series[key];
  series.below.resize(kBuckets.size() + 1);
  for (std::size_t at = 0; at < kBuckets.size(); ++at) {
    if (seconds <= kBuckets[at]) ++series.below[at];
  }
  ++series.below.back();
  series.value += seconds;
}

void Metrics::watch(const std::string& name, const std::string& help, std::function<double()> ask) {
  const std::lock_guard lock(mutex_);
  help_[name] = help;
  family(name, Type::gauge).ask = std::move(ask);
}

void Metrics::forget(const std::string& name) {
  const std::lock_guard lock(mutex_);
  families_.erase(name);
}

std::string Metrics::text() const {
  static const std::map<Type, std::string> kNames = {
      {Type::counter, "counter"}, {Type::gauge, "gauge"}, {Type::histogram, "histogram"}};
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const auto& [name, family] : families_) {
    const auto help = help_.find(name);
    if (help != help_.end()) text += "# HELP " + name + " " + help->second + "\n";
    text += "# TYPE " + name + " " + kNames.at(family.type) + "\n";
    if (family.ask) text += line(name, "", numberText(family.ask()));
    for (const auto& [labels, series] : family.series) {
      text += family.type == Type::histogram ? histogramText(name, labels, series.value, series.below)
                                             : line(name, labels, numberText(series.value));
    }
  }
  return text;
}

}  // namespace stesura
