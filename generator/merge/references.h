// The numbered articles of one document: what number each has, and who refers to which.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"

namespace stesura {

// A place that others refer to: «durata», «durata.2», «durata.2.b».
class References {
 public:
  // The items of a list of articles, each by its `id`, else by its `clausola`.
  void addArticles(const Json& list);

  // Enters the next article, whose items are counted from 1. Gives its name; "" if it has none, or
  // one that another article has already.
  std::string beginArticle(const Json& item);
  bool insideArticle() const { return !article_.empty(); }
  // Counts an item of the article (level 1: comma, 2: lettera) and gives its name; "" outside.
  std::string nextItem(std::size_t level);
  // A list of that level begins with `number`.
  void restartAt(std::size_t level, std::size_t number);

  // A place that the template itself marks.
  void addPlace(std::string name) { placed_.insert(std::move(name)); }

  // «articolo 5, comma 2, lettera b)»; "" for what is not an article of this document.
  // Whether the place exists in the end, missing() tells.
  std::string refer(std::string_view target, std::string_view pointer, std::string_view place);

  // One problem for every reference to what the document does not hold.
  std::vector<Problem> missing() const;

 private:
  struct Reference {
    std::string target, pointer, place;
  };
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::set<std::string, std::less<>> placed_;
  std::vector<Reference> references_;
  std::string article_;
  std::vector<std::size_t> counts_;
  bool twice_ = false;  // two articles had one id
};

// «a» to «z», «aa», «ab»…
std::string letterOf(std::size_t number);

}  // namespace stesura
