#include "generator/rules/nodes.h"

namespace stesura {
namespace {

class ValueOnce : public ValueNode {
 public:
  ValueOnce(std::unique_ptr<ValueNode> node, std::size_t slot)
      : ValueNode(copyField(node->result())), node_(std::move(node)), slot_(slot) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    if (!run.kept(slot_)) run.kept(slot_) = node_->reckon(item, run);
    run.step(weightOf(*run.kept(slot_)));
    return *run.kept(slot_);
  }
  const DataPath* subject() const override { return node_->subject(); }

 private:
  std::unique_ptr<ValueNode> node_;
  std::size_t slot_;
};

class ConditionOnce : public ConditionNode {
 public:
  ConditionOnce(std::unique_ptr<ConditionNode> node, std::size_t slot) : node_(std::move(node)), slot_(slot) {}
  bool holds(const Item& item, RuleRun& run) const override {
    run.step();
    if (!run.kept(slot_)) run.kept(slot_) = node_->holds(item, run);
    return run.kept(slot_)->get<bool>();
  }
  void tellWhere(const Item& item, RuleRun& run, std::vector<std::string>& places) const override {
    node_->tellWhere(item, run, places);
  }

 private:
  std::unique_ptr<ConditionNode> node_;
  std::size_t slot_;
};

}  // namespace

void ConditionNode::tellWhere(const Item& item, RuleRun&, std::vector<std::string>& places) const {
  places.push_back(item.pointer);
}

bool ListSource::each(const Item& item, RuleRun& run, const DataPath::Visit& visit) const {
  return path.each(item, run, [&](const Item& list) {
    if (!list.value.is_array()) return true;
    for (std::size_t index = 0; index < list.value.size(); ++index) {
      run.step();
      const Item inner{list.value[index], list.traced ? pointerJoin(list.pointer, index) : std::string(),
                       list.traced, index};
      if (where && !where->holds(inner, run)) continue;
      if (!visit(inner)) return false;
    }
    return true;
  });
}

std::unique_ptr<Field> resultField(unsigned types, Presence presence, std::string format) {
  auto field = std::make_unique<Field>();
  field->types = types;
  field->presence = presence;
  field->format = std::move(format);
  field->dataClass = DataClass::publishable;
  return field;
}

std::unique_ptr<ValueNode> reckonedOnce(std::unique_ptr<ValueNode> node, std::size_t slot) {
  return std::make_unique<ValueOnce>(std::move(node), slot);
}

std::unique_ptr<ConditionNode> reckonedOnce(std::unique_ptr<ConditionNode> node, std::size_t slot) {
  return std::make_unique<ConditionOnce>(std::move(node), slot);
}

}  // namespace stesura
