// An XML file of somebody else, read without network, DTD or entities.
#pragma once

#include <libxml/tree.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct XmlDocumentDeleter {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using XmlDocument = std::unique_ptr<xmlDoc, XmlDocumentDeleter>;

struct XmlName {
  const char* space;  // name space
  const char* name;   // local
};

// Depth up to 256. Null for what is not well-formed, declares a document type, is not UTF-8, or passes
// 64 MiB or about 10,000 attributes of one element.
XmlDocument readXml(std::string_view bytes);

bool isNamed(const xmlNode* node, const XmlName& name);
// First child element of that name; null if there is none, or `parent` is null.
xmlNode* child(const xmlNode* parent, const XmlName& name);
std::vector<xmlNode*> children(const xmlNode* parent, const XmlName& name);
// All text below, as a signature over it without comments sees it, without white space at its ends.
// "" for null.
std::string textOf(const xmlNode* node);
std::string textOf(const xmlNode* parent, const XmlName& name);
std::string attribute(const xmlNode* node, const char* name);  // one without name space; "" if absent

// Each element of the tree, in the order of the document.
void eachElement(xmlNode* root, const std::function<void(xmlNode* element)>& take);

}  // namespace stesura
