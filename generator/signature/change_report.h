// Collects what a revision changed, as sentences for people.
#pragma once

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "generator/signature/changes.h"

namespace stesura {

// «Dopo le firme di ASST di Esempio e Comune di Prova»; without names «Dopo l’emissione».
std::string afterWhom(const std::vector<std::string>& names);

// «a pagina 3»; "" for 0.
std::string spokenPage(std::size_t page);

class ChangeReport {
 public:
  ChangeReport(std::size_t revision, std::string after) : after_(std::move(after)) {
    changes_.revision = revision;
  }

  // `what` goes on behind «Dopo la firma di … »: «è stata aggiunta un’annotazione». The same thing on the
  // same page is told once; what comes after the first 50 is only counted.
  void tell(ChangeLevel level, const char* code, const std::string& what, std::size_t page = 0);
  // The same for a sentence that says the page itself.
  void tellOf(ChangeLevel level, const char* code, const std::string& what, std::size_t page);
  void forbid(const char* code, const std::string& what, std::size_t page = 0) {
    tell(ChangeLevel::forbidden, code, what, page);
  }
  void tellSigned(const std::string& field) { changes_.signedFields.push_back(field); }

  void tellFilled(const std::string& field) { filled_.push_back(field); }

  const std::vector<std::string>& filledFields() const { return filled_; }  // other than signatures
  bool isForbidden() const { return changes_.level == ChangeLevel::forbidden; }
  bool has(const std::string& code) const;
  const RevisionChanges& changes() const { return changes_; }
  RevisionChanges finish();

 private:
  std::string after_;
  RevisionChanges changes_;
  std::vector<std::string> filled_;
  std::set<std::tuple<std::string, std::size_t, std::string>> told_;
  std::array<std::size_t, 4> kept_{};  // by level
  std::size_t more_ = 0;
};

}  // namespace stesura
