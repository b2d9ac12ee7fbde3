// One part of a package walked by the gate: what is refused is listed, what changes no page is
// dropped.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/odf/package.h"

namespace stesura {

class GateWalk {
 public:
  // The package is borrowed; pictures written inside the XML are added to it.
  explicit GateWalk(Package& package) : package_(package) {}

  // `base`: the folder of the part, "" or "Object 1/".
  void walk(pugi::xml_document& document, std::string_view part, std::string_view base);

  void refuse(std::string message, std::string hint, std::string place = {});

  const std::vector<Problem>& problems() const { return problems_; }
  const std::set<std::string>& used() const { return used_; }        // pictures that a page shows
  const std::set<std::string>& objects() const { return objects_; }  // folders: "Object 1/"

 private:
  void visit(pugi::xml_node element);
  bool obeyRule(pugi::xml_node element);
  void visitFrame(pugi::xml_node frame);
  void visitObject(pugi::xml_node object, pugi::xml_node frame);
  void visitPicture(pugi::xml_node element);
  void visitAttributes(pugi::xml_node element);
  void visitHyperlink(pugi::xml_node element, pugi::xml_attribute href);
  void visitReference(pugi::xml_node element, pugi::xml_attribute href);
  void visitFormAttribute(pugi::xml_node element, pugi::xml_attribute attribute);
  void visitButtonPicture(pugi::xml_node element, const std::string& reference);
  void refuseAt(pugi::xml_node node, std::string_view thing, std::string hint);
  std::string faultOf(const std::string& picture);
  bool isDrawable(const std::string& folder);
  bool holdsFormulaOrChart(const std::string& folder);

  Package& package_;
  std::string part_;
  std::string base_;
  std::vector<Problem> problems_;
  std::size_t refusals_ =
      0;  // alike ones counted too: telling the place of thousands takes too long
  std::set<std::string> used_;
  std::set<std::string> objects_;
  std::map<std::string, std::string> faults_;  // of pictures, each looked at once
  std::map<std::string, bool> drawable_;       // folders of objects, likewise
};

}  // namespace stesura
