#include "generator/form/field_tree.h"

#include <algorithm>
#include <map>
#include <set>

#include "generator/form/opening.h"

namespace stesura {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kMostNodes = 4 * kMostFields;  // of the tree, widgets included

// What belongs to the field and not to the place it stands (12.7.3, table 220).
constexpr const char* kFieldKeys[] = {"/T", "/TU", "/TM", "/FT", "/Ff", "/V", "/DV", "/RV", "/DS",
                                      "/MaxLen", "/Opt", "/TI", "/I", "/Lock", "/SV", "/Kids"};

struct Node {
  QPDFObjectHandle dictionary;
  std::size_t parent = kNone;
  std::size_t depth = 0;
  std::string name{};
  std::vector<std::size_t> children{};
  std::vector<FoundWidget> widgets{};
};

bool isWidget(QPDFObjectHandle annotation) {
  QPDFObjectHandle subtype = annotation.getKey("/Subtype");
  return subtype.isName() && subtype.getName() == "/Widget";
}

bool isNode(QPDFObjectHandle kid) { return kid.getKey("/T").isString() || kid.getKey("/Kids").isArray(); }

QPDFObjectHandle indirectItem(QPDF& pdf, QPDFObjectHandle array, int at) {
  QPDFObjectHandle item = array.getArrayItem(at);
  if (item.isDictionary() && !item.isIndirect()) {
    item = pdf.makeIndirectObject(item);
    array.setArrayItem(at, item);
  }
  return item;
}

class Settling {
 public:
  explicit Settling(QPDF& pdf) : pdf_(pdf) {}

  FieldTree run() {
    findForm();
    readPages();
    if (fields_.isArray()) {
      for (int i = 0; i < fields_.getArrayNItems(); ++i) enter(indirectItem(pdf_, fields_, i), kNone);
    }
    for (const auto& [widget, page] : inPageOrder_) adopt(widget);
    for (std::size_t i = 0; i < nodes_.size(); ++i) refuseSigned(i);
    join();
    write();
    return std::move(tree_);
  }

 private:
  // The form is written anew: in a hostile file its dictionary may be the catalog, or a field.
  void findForm() {
    QPDFObjectHandle old = pdf_.getRoot().getKey("/AcroForm");
    form_ = pdf_.makeIndirectObject(QPDFObjectHandle::newDictionary());
    if (old.isDictionary()) {
      fields_ = old.getKey("/Fields");
      for (const char* key : {"/DR", "/DA", "/Q", "/XFA", "/CO"}) {
        if (old.hasKey(key)) form_.replaceKey(key, old.getKey(key));
      }
    } else {
      fields_ = QPDFObjectHandle::newNull();
    }
    pdf_.getRoot().replaceKey("/AcroForm", form_);
    seen_.insert(form_.getObjGen());
    seen_.insert(pdf_.getRoot().getObjGen());
  }

  void readPages() {
    const std::vector<QPDFObjectHandle>& pages = pdf_.getAllPages();
    for (QPDFObjectHandle node : pages) {
      // No field is a page or a folder of pages.
      for (std::size_t step = 0; step <= kMostDepth && node.isDictionary() && seen_.insert(node.getObjGen()).second; ++step) {
        node = node.getKey("/Parent");
      }
    }
    seen_.insert(pdf_.getRoot().getKey("/Pages").getObjGen());
    for (std::size_t page = 0; page < pages.size(); ++page) {
      QPDFObjectHandle annotations = QPDFObjectHandle(pages[page]).getKey("/Annots");
      if (!annotations.isArray()) continue;
      for (int i = 0; i < annotations.getArrayNItems(); ++i) {
        QPDFObjectHandle annotation = indirectItem(pdf_, annotations, i);
        if (!annotation.isDictionary() || !isWidget(annotation) || seen_.contains(annotation.getObjGen())) continue;
        if (!pageOf_.emplace(annotation.getObjGen(), page).second) continue;
        if (inPageOrder_.size() >= kMostNodes) refuse("Il PDF ha più di 5.000 campi.");
        inPageOrder_.emplace_back(annotation, page);
      }
    }
  }

  // A dictionary of the tree that is a field or a folder of fields, with all below it.
  void enter(QPDFObjectHandle top, std::size_t above) {
    std::vector<std::pair<QPDFObjectHandle, std::size_t>> open{{top, above}};
    while (!open.empty()) {
      auto [dictionary, parent] = open.back();
      open.pop_back();
      if (!dictionary.isDictionary() || seen_.contains(dictionary.getObjGen())) continue;
      const std::size_t here = add(dictionary, parent);
      QPDFObjectHandle kids = dictionary.getKey("/Kids");
      if (!kids.isArray()) {
        if (pageOf_.contains(dictionary.getObjGen())) stand(here, dictionary);
        continue;
      }
      const int count = kids.getArrayNItems();
      if (static_cast<std::size_t>(count) > kMostNodes) refuse("Il PDF ha più di 5.000 campi.");
      std::vector<QPDFObjectHandle> below;
      for (int i = 0; i < count; ++i) {
        QPDFObjectHandle kid = indirectItem(pdf_, kids, i);
        if (!kid.isDictionary() || seen_.contains(kid.getObjGen())) continue;
        if (isNode(kid)) below.push_back(kid);
        else if (seen_.insert(kid.getObjGen()).second) stand(here, kid);
      }
      // Last in, first out: the order of the file is kept.
      for (auto kid = below.rbegin(); kid != below.rend(); ++kid) open.emplace_back(*kid, here);
    }
  }

  std::size_t add(QPDFObjectHandle dictionary, std::size_t parent) {
    seen_.insert(dictionary.getObjGen());
    Node node{.dictionary = dictionary, .parent = parent};
    QPDFObjectHandle title = dictionary.getKey("/T");
    if (title.isString()) node.name = title.getUTF8Value();
    if (parent != kNone) {
      node.depth = nodes_[parent].depth + 1;
      const std::string& above = nodes_[parent].name;
      if (!above.empty()) node.name = title.isString() ? above + "." + node.name : above;
    }
    nameBytes_ += node.name.size();
    if (nodes_.size() >= kMostNodes) refuse("Il PDF ha più di 5.000 campi.");
    if (node.depth >= kMostDepth) refuse("I campi del PDF sono annidati oltre i 32 livelli ammessi.");
    if (nameBytes_ > kMostBytes) refuse("I nomi dei campi del PDF sono troppo lunghi.");
    nodes_.push_back(std::move(node));
    const std::size_t index = nodes_.size() - 1;
    nodeOf_[dictionary.getObjGen()] = index;
    if (parent != kNone) nodes_[parent].children.push_back(index);
    else roots_.push_back(index);
    return index;
  }

  void stand(std::size_t node, QPDFObjectHandle widget) {
    const auto page = pageOf_.find(widget.getObjGen());
    if (page == pageOf_.end()) {
      tree_.droppedWithoutPage = true;
      return;
    }
    if (++standing_ > kMostNodes) refuse("Il PDF ha più di 5.000 campi.");
    nodes_[node].widgets.push_back({widget, page->second});
  }

  // Enters a widget that no /Fields or /Kids lists, by way of its /Parent.
  void adopt(QPDFObjectHandle widget) {
    if (seen_.contains(widget.getObjGen())) return;
    std::vector<QPDFObjectHandle> line{widget};
    while (line.size() < kMostDepth && !nodeOf_.contains(line.back().getObjGen())) {
      QPDFObjectHandle parent = line.back().getKey("/Parent");
      if (!parent.isDictionary() || !parent.isIndirect() || isAmong(parent, line)) break;
      line.push_back(parent);
    }
    if (!nodeOf_.contains(line.back().getObjGen())) {
      const bool named = std::any_of(line.begin(), line.end(), [](auto one) { return one.getKey("/T").isString(); });
      if (!named) return;  // told when the pages are written
      enter(line.back(), kNone);
    }
    for (std::size_t i = line.size() - 1; i-- > 0;) {
      if (seen_.contains(line[i].getObjGen())) continue;
      const std::size_t above = nodeOf_.at(line[i + 1].getObjGen());
      if (isNode(line[i]) || i > 0) {
        enter(line[i], above);
      } else {
        seen_.insert(line[i].getObjGen());
        stand(above, line[i]);
      }
    }
  }

  static bool isAmong(QPDFObjectHandle one, const std::vector<QPDFObjectHandle>& line) {
    return std::any_of(line.begin(), line.end(), [&](const auto& other) { return other.isSameObjectAs(one); });
  }

  FoundField found(std::size_t index) const {
    FoundField field{.name = nodes_[index].name, .dictionary = nodes_[index].dictionary, .line = {}};
    for (std::size_t at = index; at != kNone; at = nodes_[at].parent) field.line.push_back(nodes_[at].dictionary);
    field.line.push_back(form_);
    field.widgets = nodes_[index].widgets;
    return field;
  }

  static std::string typeOf(const FoundField& field) {
    QPDFObjectHandle type = inherited(field, "/FT");
    if (!type.isName()) return "";
    QPDFObjectHandle flags = inherited(field, "/Ff");
    const long long bits = flags.isInteger() ? flags.getIntValue() : 0;
    // Push buttons and radio buttons are no check boxes, nor combo boxes list boxes.
    return type.getName() + std::to_string(type.getName() == "/Btn" ? bits >> 15 & 3 : type.getName() == "/Ch" ? bits >> 17 & 1 : 0);
  }

  void refuseSigned(std::size_t index) const {
    const FoundField field = found(index);
    QPDFObjectHandle type = inherited(field, "/FT");
    if (type.isName() && type.getName() == "/Sig" && inherited(field, "/V").isDictionary()) refuse(kSignedSentence);
  }

  // Widgets of fields named alike go to the first of them.
  void join() {
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].widgets.empty()) {
        if (nodes_[i].children.empty()) tree_.droppedWithoutPage = true;
        continue;
      }
      const std::string type = typeOf(found(i));
      if (type.empty() || nodes_[i].name.empty()) {
        nodes_[i].widgets.clear();
        continue;
      }
      const auto [entry, isNew] = first.emplace(nodes_[i].name, i);
      if (isNew) continue;
      Node& kept = nodes_[entry->second];
      if (typeOf(found(entry->second)) == type) {
        kept.widgets.insert(kept.widgets.end(), nodes_[i].widgets.begin(), nodes_[i].widgets.end());
      } else {
        tree_.droppedAlike = true;
      }
      nodes_[i].widgets.clear();
    }
  }

  // Where the dictionary of a field is also its widget and there are others, the two are parted.
  void part(Node& node) {
    const bool isOwnWidget = std::any_of(node.widgets.begin(), node.widgets.end(), [&](const FoundWidget& widget) {
      return widget.dictionary.isSameObjectAs(node.dictionary);
    });
    if (!isOwnWidget || (node.widgets.size() == 1 && node.children.empty())) return;
    QPDFObjectHandle field = pdf_.makeIndirectObject(QPDFObjectHandle::newDictionary());
    for (const char* key : kFieldKeys) {
      if (node.dictionary.hasKey(key)) field.replaceKey(key, node.dictionary.getKey(key));
    }
    for (const char* key : {"/AA", "/DA", "/Q"}) {
      if (node.dictionary.hasKey(key)) field.replaceKey(key, node.dictionary.getKey(key));
    }
    node.dictionary = field;
  }

  bool isKept(std::size_t index) const {
    const Node& node = nodes_[index];
    return !node.widgets.empty() || std::any_of(node.children.begin(), node.children.end(), [this](std::size_t child) {
      return isKept(child);
    });
  }

  void write() {
    for (Node& node : nodes_) part(node);
    std::vector<QPDFObjectHandle> top;
    for (const std::size_t root : roots_) {
      if (!isKept(root)) continue;
      nodes_[root].dictionary.removeKey("/Parent");
      top.push_back(nodes_[root].dictionary);
    }
    form_.replaceKey("/Fields", QPDFObjectHandle::newArray(top));
    for (std::size_t i = 0; i < nodes_.size(); ++i) writeNode(i);
    if (tree_.fields.size() > kMostFields) refuse("Il PDF ha più di 5.000 campi.");
    writePages();
  }

  void writeNode(std::size_t index) {
    Node& node = nodes_[index];
    std::vector<QPDFObjectHandle> kids;
    for (const std::size_t child : node.children) {
      if (!isKept(child)) continue;
      nodes_[child].dictionary.replaceKey("/Parent", node.dictionary);
      kids.push_back(nodes_[child].dictionary);
    }
    for (FoundWidget& widget : node.widgets) {
      shown_.insert(widget.dictionary.getObjGen());
      if (widget.dictionary.isSameObjectAs(node.dictionary)) continue;
      for (const char* key : kFieldKeys) widget.dictionary.removeKey(key);
      widget.dictionary.replaceKey("/Parent", node.dictionary);
      kids.push_back(widget.dictionary);
    }
    if (kids.empty()) node.dictionary.removeKey("/Kids");
    else node.dictionary.replaceKey("/Kids", QPDFObjectHandle::newArray(kids));
    if (!node.widgets.empty()) tree_.fields.push_back(found(index));
  }

  void writePages() {
    for (QPDFObjectHandle page : pdf_.getAllPages()) {
      QPDFObjectHandle annotations = page.getKey("/Annots");
      if (!annotations.isArray()) continue;
      std::vector<QPDFObjectHandle> kept;
      for (QPDFObjectHandle annotation : annotations.getArrayAsVector()) {
        // Without a subtype, which every annotation has (12.5.2), nobody shows it: it may be a field in hiding.
        if (!annotation.isDictionary() || !annotation.getKey("/Subtype").isName()) continue;
        if (!isWidget(annotation) || shown_.contains(annotation.getObjGen())) kept.push_back(annotation);
        else if (!seen_.contains(annotation.getObjGen())) tree_.droppedUnnamed = true;
      }
      page.replaceKey("/Annots", QPDFObjectHandle::newArray(kept));
    }
  }

  QPDF& pdf_;
  QPDFObjectHandle form_;
  QPDFObjectHandle fields_;
  std::map<QPDFObjGen, std::size_t> pageOf_;
  std::vector<std::pair<QPDFObjectHandle, std::size_t>> inPageOrder_;
  std::set<QPDFObjGen> seen_;
  std::map<QPDFObjGen, std::size_t> nodeOf_;
  std::set<QPDFObjGen> shown_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> roots_;
  std::size_t standing_ = 0;
  std::size_t nameBytes_ = 0;
  FieldTree tree_;
};

}  // namespace

FieldTree settleFieldTree(QPDF& pdf) { return Settling(pdf).run(); }

QPDFObjectHandle inherited(const FoundField& field, const char* key) {
  for (QPDFObjectHandle dictionary : field.line) {
    QPDFObjectHandle value = dictionary.getKey(key);
    if (!value.isNull()) return value;
  }
  return QPDFObjectHandle::newNull();
}

}  // namespace stesura
