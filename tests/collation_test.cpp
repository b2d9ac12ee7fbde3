#include "generator/italian/collation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace stesura {
namespace {

std::vector<std::string> sorted(std::vector<std::string> words) {
  std::stable_sort(words.begin(), words.end(), [](const std::string& a, const std::string& b) {
    return italianSortKey(a) < italianSortKey(b);
  });
  return words;
}

// Each list is in its right order: whatever order it comes in, it is restored.
void expectOrder(const std::vector<std::string>& right) {
  std::vector<std::string> mixed(right.rbegin(), right.rend());
  EXPECT_EQ(sorted(mixed), right);
  std::rotate(mixed.begin(), mixed.begin() + static_cast<long>(mixed.size() / 2), mixed.end());
  EXPECT_EQ(sorted(mixed), right);
}

TEST(Collation, PutsAccentsAfterPlainLettersOfTheSameWord) {
  expectOrder({"ancora", "Ancora", "àncora", "Àncora", "ancorare"});
  expectOrder({"citta", "città", "cittadella", "cittadino"});
  expectOrder({"e", "E", "è", "È", "ed"});
  expectOrder({"papa", "papà", "papavero"});
}

TEST(Collation, IsNotThatOfBytes) {
  expectOrder({"abate", "Éboli", "Ente", "étude", "Zanzara", "Zürich"});
  expectOrder({"comune", "Comune", "COMUNE", "comuni"});
}

TEST(Collation, ListsNamesWordByWord) {
  expectOrder(
      {"De Rossi", "Debora", "Dell'Acqua", "Della Valle", "Di Pietro", "Di Stefano", "Diana"});
}

TEST(Collation, CountsFiguresAsNumbers) {
  expectOrder({"art. 1", "art. 2", "art. 9", "art. 10", "art. 10 bis", "art. 100"});
  expectOrder({"1° incontro", "2° incontro", "12° incontro"});
}

TEST(Collation, PutsTheEmptyTextFirst) { expectOrder({"", " ", "a"}); }

TEST(Collation, HoldsEncodingsOfALetterForEqual) {
  EXPECT_EQ(italianSortKey("citta\u0300"), italianSortKey("citt\u00E0"));
  EXPECT_NE(italianSortKey("citta"), italianSortKey("città"));
}

TEST(Collation, TakesAnyBytes) {
  for (const std::string& text :
       {std::string("\xFF\xFE"), std::string("\xE2\x82"), std::string("a\0b", 3),
        std::string("\xF0\x9F\x98\x80"), std::string("\xC0\xAF"), std::string("שלום Ελλάδα"),
        std::string(100'000, '7'), std::string(100'000, 'z')}) {
    EXPECT_EQ(italianSortKey(text), italianSortKey(text));
  }
  EXPECT_NE(italianSortKey("a\xFF"), italianSortKey("a"));
}

TEST(Collation, ServesManyThreads) {
  std::vector<std::thread> threads;
  std::vector<std::string> keys(8);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    threads.emplace_back([&keys, i] {
      for (int round = 0; round < 1000; ++round)
        keys[i] = italianSortKey("Città di Milano, municipio 9");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& key : keys) EXPECT_EQ(key, keys.front());
}

}  // namespace
}  // namespace stesura
