// Breaks PDFs at random, the same way for the same seed, with an eye to what a PDF is made of.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace stesura::testing {

class FormMutation {
 public:
  // `corpus` holds at least one file.
  FormMutation(std::vector<std::string> corpus, std::uint32_t seed) : corpus_(std::move(corpus)), random_(seed) {}

  std::string next();

 private:
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }
  // A place where a token of this sort begins, from a random position on; npos if there is none.
  std::size_t placeOf(const std::string& file, char first);
  void changeNumber(std::string& file);
  void changeName(std::string& file);
  void changeByte(std::string& file);
  void dropChunk(std::string& file);
  void doubleObject(std::string& file);
  void splice(std::string& file);

  std::vector<std::string> corpus_;
  std::mt19937 random_;
};

}  // namespace stesura::testing
