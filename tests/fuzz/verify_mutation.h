// Breaks signed files at random, the same way for the same seed: PDFs with an eye to ranges, offsets and
// revisions, messages with an eye to the lengths and tags of DER.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace stesura::testing {

class VerifyMutation {
 public:
  // `corpus` holds at least one file, each of at least one byte.
  VerifyMutation(std::vector<std::string> corpus, std::uint32_t seed)
      : corpus_(std::move(corpus)), random_(seed) {}

  std::string next();

 private:
  std::size_t below(std::size_t bound) {
    return bound == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }
  void changePdf(std::string& file);
  void changeMessage(std::string& file);
  void changeByte(std::string& file);
  void dropChunk(std::string& file);
  void splice(std::string& file);
  void cut(std::string& file);
  std::size_t anyPlaceOf(const std::string& file, const std::string& word);
  void changeNumberBehind(std::string& file, const std::string& word);
  void changeName(std::string& file);
  void changeContents(std::string& file);
  void doubleObject(std::string& file);
  void swapObjects(std::string& file);
  void appendRevision(std::string& file);
  void dropRevision(std::string& file);
  void changeLength(std::string& file);
  void doubleElement(std::string& file);

  std::vector<std::string> corpus_;
  std::mt19937 random_;
};

}  // namespace stesura::testing
