#include "generator/spelling.h"

#include <gtest/gtest.h>

namespace stesura {
namespace {

const std::vector<std::string> kNames = {"cognome", "nome_proprio", "codice_fiscale"};

TEST(Spelling, NamesTheNearestKnownName) {
  EXPECT_EQ(didYouMean("congome", kNames), "Forse intendevi «cognome»?");
  EXPECT_EQ(didYouMean("nome-proprio", kNames), "Forse intendevi «nome_proprio»?");
  EXPECT_EQ(didYouMean("codicefiscale", kNames), "Forse intendevi «codice_fiscale»?");
}

TEST(Spelling, KeepsSilentWhenNothingIsNear) {
  EXPECT_EQ(didYouMean("indirizzo", kNames), "");
  EXPECT_EQ(didYouMean("", kNames), "");
  EXPECT_EQ(didYouMean(std::string(100000, 'x'), kNames), "");
}

}  // namespace
}  // namespace stesura
