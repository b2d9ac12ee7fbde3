// Rules for the structure tree (ISO 32000-1, 14.7): it may grow by elements for what a revision adds to
// pages, so that the document stays accessible; nothing in it may change.
#include <algorithm>
#include <iterator>

#include "generator/signature/list_difference.h"
#include "generator/signature/revision_case.h"

namespace stesura {
namespace {

constexpr std::size_t kMostLeaves = 200000, kDeepest = 32;

class StructureJudge {
 public:
  explicit StructureJudge(RevisionCase& at) : at_(at) {}

  // Anything unusual is left unexplained, and so forbidden.
  void judge() {
    const PdfObject& written = at_.history.root(at_.revision)["StructTreeRoot"];
    const PdfObject& before = at_.old(written);
    const PdfObject& after = at_.now(written);
    if (!before.isDictionary() || !after.isDictionary()) return;
    if (!collect(before, after) || grown_.empty()) return;
    if (!isGrownRight(before, after)) return;
    for (const std::uint32_t number : grown_) at_.explain(number);
    for (const std::uint32_t number : added_) at_.explain(number);
    at_.report.tell(ChangeLevel::legitimate, "struttura_estesa",
                    "sono stati aggiunti alla struttura elementi per i campi nuovi");
  }

 private:
  // The changed objects that look like parts of the structure.
  bool collect(const PdfObject& before, const PdfObject& after) {
    const PdfObject& written = at_.history.root(at_.revision)["StructTreeRoot"];
    if (at_.isChanged(written)) {
      for (const std::string& key : changedKeys(before, after)) {
        if (key != "K" && key != "ParentTree" && key != "ParentTreeNextKey") return false;
      }
      if (!at_.isOnlyUnder(written.number(), {"StructTreeRoot", "P"}) || !growsOnly(before, after))
        return false;
      grown_.push_back(written.number());
    }
    for (const auto& [number, change] : at_.changes) {
      if (change.isNew() || change.isGone() || at_.isExplained(number) || !isElement(*change.before))
        continue;
      const std::vector<std::string> keys = changedKeys(*change.before, *change.after);
      if (keys != std::vector<std::string>{"K"} || !growsOnly(*change.before, *change.after)) return false;
      grown_.push_back(number);
    }
    return true;
  }

  static bool isElement(const PdfObject& object) {
    return object.isDictionary() && object["S"].isName() && object["P"].isReference() &&
           (object["Type"].isName("StructElem") || object["Type"].isNull());
  }

  // /K has what it had, in order, and new elements besides.
  bool growsOnly(const PdfObject& before, const PdfObject& after) {
    const PdfObject old = listOf(before["K"]), fresh = listOf(after["K"]);
    const ListDifference difference = listDifference(old, fresh);
    return difference.removed.empty() && !difference.isReordered &&
           std::all_of(difference.added.begin(), difference.added.end(),
                       [this](const PdfObject* added) { return isAddedElement(*added); });
  }

  static PdfObject listOf(const PdfObject& kids) {
    if (kids.isArray()) return kids;
    return kids.isNull() ? PdfObject::ofArray() : PdfObject::ofArray({kids});
  }

  // «Form» with one reference to a widget that this revision added as a signature field.
  bool isAddedElement(const PdfObject& written) {
    if (!written.isReference() || !at_.isNew(written.number())) return false;
    const PdfObject& element = at_.now(written);
    static constexpr std::string_view kKeys[] = {"Type", "S", "P", "K", "Pg", "Alt", "T", "ID", "Lang"};
    const bool isPlain = std::all_of(element.entries.begin(), element.entries.end(), [](const auto& entry) {
      return std::find(std::begin(kKeys), std::end(kKeys), entry.first) != std::end(kKeys);
    });
    if (!isElement(element) || !element["S"].isName("Form") || !isPlain) return false;
    const PdfObject& inner = at_.now(element["K"]);
    const PdfObject& kid = inner.isArray() && inner.items.size() == 1 ? at_.now(inner.items[0]) : inner;
    if (!kid["Type"].isName("OBJR") || !kid["Obj"].isReference() ||
        !at_.newWidgets.contains(kid["Obj"].number()))
      return false;
    added_.push_back(written.number());
    for (const PdfObject* part : {&element["K"], inner.isArray() ? &inner.items[0] : &element["K"]}) {
      if (part->isReference() && at_.isNew(part->number())) added_.push_back(part->number());
    }
    return true;
  }

  // The parent tree (14.7.4.4) leads from the new widgets to the new elements, and else where it led.
  bool isGrownRight(const PdfObject& before, const PdfObject& after) {
    if (!after["ParentTreeNextKey"].isNull() &&
        after["ParentTreeNextKey"].integer < before["ParentTreeNextKey"].integer)
      return false;
    Leaves old, fresh;
    const std::size_t earlier = at_.revision - 1;
    if (!takeLeaves(before["ParentTree"], earlier, old, 0) ||
        !takeLeaves(after["ParentTree"], at_.revision, fresh, 0))
      return false;
    for (const auto& [key, value] : old.values) {
      const auto found = fresh.values.find(key);
      if (found == fresh.values.end() || !(*found->second == *value)) return false;
      fresh.values.erase(found);
    }
    for (const auto& [key, value] : fresh.values) {
      if (!value->isReference() || std::find(added_.begin(), added_.end(), value->number()) == added_.end())
        return false;
    }
    for (const std::uint32_t node : fresh.nodes) {
      if (at_.change(node) == nullptr) continue;
      if (!at_.isOnlyUnder(node, {"ParentTree", "Kids", "Nums"}) || !isNumbersOnly(*at_.change(node)))
        return false;
      grown_.push_back(node);
    }
    return true;
  }

  // A node may be one of other trees, too (of names, with scripts): there it may not change.
  static bool isNumbersOnly(const ObjectChange& change) {
    if (change.before->isArray() || change.isNew()) return true;
    const std::vector<std::string> keys = changedKeys(*change.before, *change.after);
    return std::all_of(keys.begin(), keys.end(), [](const std::string& key) {
      return key == "Nums" || key == "Kids" || key == "Limits";
    });
  }

  struct Leaves {
    std::map<std::int64_t, const PdfObject*> values;
    std::set<std::uint32_t> nodes;
  };

  bool takeLeaves(const PdfObject& written, std::size_t revision, Leaves& leaves, std::size_t depth) {
    if (depth > kDeepest || leaves.values.size() > kMostLeaves) return false;
    if (written.isReference() && !leaves.nodes.insert(written.number()).second) return false;
    const PdfObject& node = at_.history.resolve(written, revision);
    const PdfObject& numbers = node["Nums"];
    if (numbers.isReference()) leaves.nodes.insert(numbers.number());
    const std::vector<PdfObject>& pairs = at_.history.resolve(numbers, revision).items;
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
      if (!pairs[i].isInteger() || !leaves.values.emplace(pairs[i].integer, &pairs[i + 1]).second)
        return false;
    }
    const PdfObject& kids = node["Kids"];
    if (kids.isReference()) leaves.nodes.insert(kids.number());
    const std::vector<PdfObject>& below = at_.history.resolve(kids, revision).items;
    return std::all_of(below.begin(), below.end(),
                       [&](const PdfObject& kid) { return takeLeaves(kid, revision, leaves, depth + 1); });
  }

  RevisionCase& at_;
  std::vector<std::uint32_t> grown_, added_;  // changed objects that only grew; new elements
};

}  // namespace

void judgeStructure(RevisionCase& at) {
  if (!at.newWidgets.empty()) StructureJudge(at).judge();
}

}  // namespace stesura
