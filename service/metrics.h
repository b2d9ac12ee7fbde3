// What the running service counts of itself, as Prometheus reads it.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace stesura {

// Names and values of labels; no value from the data, and few different ones each.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

// Thread-safe. Names are those of Prometheus: «stesura_lavori_conclusi_total», seconds, bytes.
class Metrics {
 public:
  // Tells what a name means, once, before or after its first use.
  void describe(const std::string& name, const std::string& help);
  void count(const std::string& name, const MetricLabels& labels = {}, double by = 1);
  void set(const std::string& name, double value, const MetricLabels& labels = {});
  // A duration, into buckets from 1 ms to 30 s.
  void observe(const std::string& name, double seconds, const MetricLabels& labels = {});
  // A value that is asked for when somebody reads. `ask` is thread-safe, and
  // works until it is forgotten.
  void watch(const std::string& name, const std::string& help, std::function<double()> ask);
  void forget(const std::string& name);

  // Text format 0.0.4.
  std::string text() const;

 private:
  struct Series {
    double value = 0;                  // counter, gauge; sum of a histogram
    std::vector<unsigned long> below;  // of a histogram, by bucket; the last is all
  };
  enum class Type { counter, gauge, histogram };
  struct Family {
    Type type = Type::counter;
    std::map<std::string, Series> series;  // by the labels as written
    std::function<double()> ask;
  };
  Family& family(const std::string& name, Type type);

  mutable std::mutex mutex_;
  std::map<std::string, Family> families_;
  std::map<std::string, std::string> help_;
};

}  // namespace stesura
