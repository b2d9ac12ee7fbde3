#include "generator/signature/object_walk.h"

#include <algorithm>

#include "generator/error.h"

namespace stesura {
namespace {

bool isSamePlace(const PdfReference& a, const PdfReference& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case PdfReference::Kind::free:
      return true;
    case PdfReference::Kind::inFile:
      return a.offset == b.offset && a.generation == b.generation;
    case PdfReference::Kind::inStream:
      return a.container == b.container && a.index == b.index;
  }
  return false;
}

std::size_t valuesIn(const PdfObject& object) {
  std::size_t count = 1 + object.data.size() / 64;
  for (const PdfObject& item : object.items) count += valuesIn(item);
  for (const auto& [name, value] : object.entries) count += valuesIn(value);
  return count;
}

}  // namespace

ObjectWalk::ObjectWalk(const PdfHistory& history) : history_(history) {
  noteContainers(history.revisions().front());
  addEdges(0, history.revisions().front().trailer);
  reach();
  uncovered_.clear();
}

ObjectChanges ObjectWalk::advance() {
  ++revision_;
  uncovered_.clear();
  const PdfRevision& revision = history_.revisions()[revision_];
  containerReplaced_ = std::any_of(revision.references.begin(), revision.references.end(),
                                   [this](const auto& entry) { return containers_.contains(entry.first); });
  ObjectChanges changes = changesBy(revision);
  const PdfObject& before = history_.revisions()[revision_ - 1].trailer;
  removeEdges(0, before);
  for (const auto& [number, change] : changes) {
    if (change.wasReached) removeEdges(number, *change.before);
  }
  addEdges(0, revision.trailer);
  for (const auto& [number, change] : changes) {
    if (change.wasReached) addEdges(number, *change.after);
  }
  reach();
  noteContainers(revision);
  std::erase_if(uncovered_, [&changes](std::uint32_t number) {
    return changes.contains(number) && changes.at(number).before->isNull();
  });
  uncoveredSet_ = {uncovered_.begin(), uncovered_.end()};
  return changes;
}

const std::vector<InEdge>& ObjectWalk::inEdges(std::uint32_t number) const {
  static const std::vector<InEdge> kNone;
  const auto found = inEdges_.find(number);
  return found == inEdges_.end() ? kNone : found->second;
}

ObjectChanges ObjectWalk::changesBy(const PdfRevision& revision) {
  ObjectChanges changes;
  for (const auto& [number, place] : revision.references) {
    spend(1);
    const PdfReference earlier = history_.place(number, revision_ - 1);
    if (isSamePlace(earlier, place)) continue;
    ObjectChange change{&history_.object(number, revision_ - 1), &history_.object(number, revision_),
                        isReached(number)};
    if (change.before->isNull() && change.after->isNull()) continue;
    change.otherGeneration =
        !change.before->isNull() && !change.after->isNull() && earlier.generation != place.generation;
    spend(valuesIn(*change.after));
    if (!change.otherGeneration && *change.before == *change.after) continue;
    changes.emplace(number, change);
  }
  return changes;
}

void ObjectWalk::addEdges(std::uint32_t source, const PdfObject& object) {
  forEachReference(object, {}, [&](const PdfObject& reference, std::string_view key) {
    spend(1);
    inEdges_[reference.number()].push_back({source, key});
    if (!reached_.contains(reference.number())) waiting_.push_back(reference.number());
  });
}

void ObjectWalk::removeEdges(std::uint32_t source, const PdfObject& object) {
  forEachReference(object, {}, [&](const PdfObject& reference, std::string_view) {
    std::vector<InEdge>& edges = inEdges_[reference.number()];
    spend(1 + edges.size() / 8);
    std::erase_if(edges, [source](const InEdge& edge) { return edge.source == source; });
  });
}

void ObjectWalk::reach() {
  while (!waiting_.empty()) {
    const std::uint32_t number = waiting_.back();
    waiting_.pop_back();
    if (!reached_.insert(number).second) continue;
    const PdfObject& object = history_.object(number, revision_);
    if (object.isNull()) continue;
    uncovered_.push_back(number);
    spend(valuesIn(object));
    addEdges(number, object);
  }
}

void ObjectWalk::noteContainers(const PdfRevision& revision) {
  for (const auto& [number, place] : revision.references) {
    if (place.kind == PdfReference::Kind::inStream) containers_.insert(place.container);
  }
}

void ObjectWalk::spend(std::size_t work) const {
  if (work > effort_) {
    throw Error(ErrorKind::data,
                "Le modifiche apportate al documento sono troppo intricate per essere confrontate.");
  }
  effort_ -= work;
}

}  // namespace stesura
