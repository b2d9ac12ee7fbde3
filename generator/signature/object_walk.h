// Which objects of a PDF a reader can reach, from where, and what each revision changed among them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "generator/pdf/history.h"

namespace stesura {

struct ObjectChange {
  const PdfObject* before = nullptr;  // never null pointers; null objects where there is none
  const PdfObject* after = nullptr;
  bool wasReached = false;       // something reachable referred to the number before
  bool otherGeneration = false;  // in use before and after, under another generation

  bool isNew() const { return before->isNull() && !wasReached; }
  bool isGone() const { return after->isNull(); }
};

using ObjectChanges = std::map<std::uint32_t, ObjectChange>;

struct InEdge {
  std::uint32_t source;  // object that refers; 0: the trailer
  std::string_view key;  // innermost dictionary key on the way («Font», «F1», «Kids»)
};

// Begins as of the first revision, and goes on revision by revision. What was reachable once counts as
// reachable for ever: that errs on the strict side. Borrows the history.
class ObjectWalk {
 public:
  // Throws Error{data} where a file is too entangled to be compared (also advance()).
  explicit ObjectWalk(const PdfHistory& history);

  // Takes the next revision in; what it changed. Objects redefined with what they were are no change.
  ObjectChanges advance();

  std::size_t revision() const { return revision_; }
  bool isReached(std::uint32_t number) const { return reached_.contains(number); }
  // References to an object as of the revision, from objects that are or were reachable.
  const std::vector<InEdge>& inEdges(std::uint32_t number) const;
  // First reached in this revision, though no new objects: they lay in the file, unseen.
  const std::vector<std::uint32_t>& uncovered() const { return uncovered_; }
  bool isUncovered(std::uint32_t number) const { return uncoveredSet_.contains(number); }
  // Object streams redefined in this revision though objects still lie in them.
  bool containerReplaced() const { return containerReplaced_; }

  // Counts values and references looked at; throws Error{data} when a file has cost too much.
  void spend(std::size_t work) const;

 private:
  void addEdges(std::uint32_t source, const PdfObject& object);
  void removeEdges(std::uint32_t source, const PdfObject& object);
  void reach();
  void noteContainers(const PdfRevision& revision);
  ObjectChanges changesBy(const PdfRevision& revision);

  const PdfHistory& history_;
  std::size_t revision_ = 0;
  mutable std::size_t effort_ = 30000000;
  std::unordered_map<std::uint32_t, std::vector<InEdge>> inEdges_;
  std::unordered_set<std::uint32_t> reached_, containers_, uncoveredSet_;
  std::vector<std::uint32_t> waiting_, uncovered_;
  bool containerReplaced_ = false;
};

// Calls `take(reference, innermost key)` for every reference in an object, at any depth.
template <typename Take>
void forEachReference(const PdfObject& object, std::string_view key, const Take& take) {
  if (object.isReference()) return take(object, key);
  for (const PdfObject& item : object.items) forEachReference(item, key, take);
  for (const auto& [name, value] : object.entries) forEachReference(value, name, take);
}

}  // namespace stesura
