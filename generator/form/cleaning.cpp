#include "generator/form/cleaning.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "generator/form/opening.h"

namespace stesura {
namespace {

// In the order in which they are told.
constexpr std::array<std::string_view, 13> kSorts = {
    "JavaScript", "azioni di avvio", "invio di moduli", "importazione di dati", "azioni automatiche",
    "collegamenti che eseguono azioni", "file allegati", "contenuti multimediali", "XFA", "diritti d’uso",
    "ordine di calcolo", "dati privati di altri programmi", "note e segni di chi ha letto"};
enum Sort { javaScript, launch, submit, import, automatic, acting, attached, media, xfa, rights, calculation, priv, notes };

// What a catalog may keep (7.7.2, table 28); whatever else it holds acts, or serves what acts.
const std::set<std::string> kCatalogKeys = {"/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/Names",
                                            "/Dests", "/ViewerPreferences", "/PageLayout", "/PageMode", "/Outlines",
                                            "/OpenAction", "/AcroForm", "/Metadata", "/StructTreeRoot", "/MarkInfo",
                                            "/Lang", "/OutputIntents", "/OCProperties"};
const std::map<std::string, Sort> kActions = {
    {"/JavaScript", javaScript}, {"/Launch", launch},  {"/SubmitForm", submit}, {"/ImportData", import},
    {"/Rendition", media},       {"/Movie", media},    {"/Sound", media},       {"/RichMediaExecute", media},
    {"/GoTo3DView", media}};
const std::map<std::string, Sort> kAnnotations = {
    {"/FileAttachment", attached}, {"/RichMedia", media}, {"/3D", media}, {"/Screen", media}, {"/Movie", media},
    {"/Sound", media},           {"/Text", notes},      {"/Popup", notes}, {"/Highlight", notes}, {"/Underline", notes},
    {"/Squiggly", notes},        {"/StrikeOut", notes}, {"/Caret", notes}, {"/Ink", notes}};

std::string nameAt(QPDFObjectHandle dictionary, const char* key) {
  QPDFObjectHandle value = dictionary.getKey(key);
  return value.isName() ? value.getName() : "";
}

bool isSafeAddress(QPDFObjectHandle action) {
  QPDFObjectHandle address = action.getKey("/URI");
  if (!address.isString()) return false;
  std::string text = address.getStringValue().substr(0, 8);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return c < 128 ? std::tolower(c) : c; });
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("mailto:");
}

class Cleaning {
 public:
  explicit Cleaning(QPDF& pdf) : pdf_(pdf) {}

  std::vector<std::string> run() {
    cleanCatalog();
    cleanForm();
    walk();
    std::vector<std::string> told;
    for (std::size_t i = 0; i < kSorts.size(); ++i) {
      if (removed_.contains(static_cast<Sort>(i))) told.emplace_back(kSorts[i]);
    }
    return told;
  }

 private:
  void drop(QPDFObjectHandle dictionary, const char* key, Sort sort) {
    if (!dictionary.hasKey(key)) return;
    dictionary.removeKey(key);
    removed_.insert(sort);
  }

  void cleanCatalog() {
    QPDFObjectHandle root = pdf_.getRoot();
    QPDFObjectHandle open = root.getKey("/OpenAction");
    if (!open.isArray() && !open.isNull()) dropActing(root, "/OpenAction", automatic);
    dropAdditional(root);
    drop(root, "/AF", attached);
    drop(root, "/Collection", attached);
    drop(root, "/Perms", rights);
    cleanNames(root.getKey("/Names"));
    for (const std::string& key : root.getKeys()) {
      if (!kCatalogKeys.contains(key)) root.removeKey(key);
    }
  }

  void cleanNames(QPDFObjectHandle names) {
    if (!names.isDictionary()) return;
    drop(names, "/JavaScript", javaScript);
    drop(names, "/EmbeddedFiles", attached);
    drop(names, "/Renditions", media);
    for (const std::string& key : names.getKeys()) {
      if (key != "/Dests") names.removeKey(key);
    }
  }

  void cleanForm() {
    QPDFObjectHandle form = pdf_.getRoot().getKey("/AcroForm");
    drop(form, "/XFA", xfa);
    drop(form, "/CO", calculation);
  }

  // Every dictionary that can still be reached, each once and after what leads to it was cleaned.
  void walk() {
    std::vector<QPDFObjectHandle> open{pdf_.getTrailer()};
    while (!open.empty()) {
      QPDFObjectHandle object = open.back();
      open.pop_back();
      if (object.isIndirect()) {
        if (!seen_.insert(object.getObjGen()).second) continue;
        if (seen_.size() > kMostObjects) refuse("Il PDF ha più di 200.000 oggetti.");
      }
      if (object.isArray()) {
        for (const QPDFObjectHandle& item : object.getArrayAsVector()) enter(item, open);
        continue;
      }
      QPDFObjectHandle dictionary = object.isStream() ? object.getDict() : object;
      if (!dictionary.isDictionary()) continue;
      cleanDictionary(dictionary);
      for (const auto& [key, value] : dictionary.getDictAsMap()) enter(value, open);
    }
  }

  static void enter(const QPDFObjectHandle& value, std::vector<QPDFObjectHandle>& open) {
    if (value.isIndirect() || QPDFObjectHandle(value).isDictionary() || QPDFObjectHandle(value).isArray()) {
      open.push_back(value);
    }
  }

  void cleanDictionary(QPDFObjectHandle dictionary) {
    dropAdditional(dictionary);
    if (dictionary.hasKey("/A")) dropActing(dictionary, "/A", acting);
    if (dictionary.hasKey("/PA")) dropActing(dictionary, "/PA", acting);
    drop(dictionary, "/JS", javaScript);
    drop(dictionary, "/AF", attached);
    drop(dictionary, "/PieceInfo", priv);
    dictionary.removeKey("/Thumb");  // may show a page as it was filled
    QPDFObjectHandle annotations = dictionary.getKey("/Annots");
    if (annotations.isArray()) cleanAnnotations(dictionary, annotations);
    const bool isField = !nameAt(dictionary, "/FT").empty() || nameAt(dictionary, "/Subtype") == "/Widget" ||
                         (dictionary.getKey("/T").isString() && dictionary.getKey("/Kids").isArray());
    if (isField) eraseValues(dictionary);
    if (nameAt(dictionary, "/Subtype") == "/Widget") eraseDescriptions(dictionary);
    if (dictionary.hasKey("/K") && standsForWidget(dictionary.getKey("/K"))) eraseReadings(dictionary);
  }

  // What other programs say of a widget beside its tool tip, often what was written in it.
  static void eraseDescriptions(QPDFObjectHandle widget) {
    for (const char* key : {"/Contents", "/RC", "/NM", "/M"}) widget.removeKey(key);
  }

  // What is read aloud in place of a field (14.9.4, 14.9.5) would be what the field was filled with.
  static void eraseReadings(QPDFObjectHandle element) {
    for (const char* key : {"/ActualText", "/E"}) element.removeKey(key);
  }

  // True of the kids of a structure element that name a widget (14.7.4.3).
  static bool standsForWidget(QPDFObjectHandle kids) {
    if (kids.isArray()) {
      const auto items = kids.getArrayAsVector();
      return std::any_of(items.begin(), items.end(), [](QPDFObjectHandle kid) { return isWidgetReference(kid); });
    }
    return isWidgetReference(kids);
  }

  static bool isWidgetReference(QPDFObjectHandle kid) {
    if (!kid.isDictionary() || !kid.getKey("/Obj").isDictionary()) return false;
    return nameAt(kid.getKey("/Obj"), "/Subtype") == "/Widget";
  }

  void cleanAnnotations(QPDFObjectHandle page, QPDFObjectHandle annotations) {
    std::vector<QPDFObjectHandle> kept;
    for (QPDFObjectHandle annotation : annotations.getArrayAsVector()) {
      const auto sort = annotation.isDictionary() ? kAnnotations.find(nameAt(annotation, "/Subtype")) : kAnnotations.end();
      if (sort == kAnnotations.end()) kept.push_back(annotation);
      else removed_.insert(sort->second);
    }
    if (static_cast<int>(kept.size()) != annotations.getArrayNItems()) {
      page.replaceKey("/Annots", QPDFObjectHandle::newArray(kept));
    }
  }

  // An action that only shows another place of this file, or a page of the web, stays. /A of a
  // structure element holds attributes (14.7.5): they have an owner and are no action.
  void dropActing(QPDFObjectHandle holder, const char* key, Sort other) {
    QPDFObjectHandle action = holder.getKey(key);
    if (!action.isDictionary()) {
      if (holder.getKey("/Subtype").isName() || std::string_view(key) == "/OpenAction") holder.removeKey(key);
      return;
    }
    const std::string sort = nameAt(action, "/S");
    const bool isAttribute = action.hasKey("/O") && !kActions.contains(sort);
    if (isAttribute) return;
    const bool stays = !action.hasKey("/Next") && (sort == "/GoTo" || (sort == "/URI" && other == acting && isSafeAddress(action)));
    if (stays) return;
    tellAction(action, other);
    holder.removeKey(key);
  }

  // Additional actions (12.6.3).
  void dropAdditional(QPDFObjectHandle holder) {
    if (!holder.hasKey("/AA")) return;
    QPDFObjectHandle additional = holder.getKey("/AA");
    if (additional.isDictionary()) {
      for (const auto& [moment, action] : additional.getDictAsMap()) {
        if (QPDFObjectHandle(action).isDictionary()) tellAction(action, automatic);
      }
    }
    holder.removeKey("/AA");
  }

  void tellAction(QPDFObjectHandle action, Sort other) {
    std::set<QPDFObjGen> met;
    for (std::size_t step = 0; step < kMostDepth && action.isDictionary(); ++step) {
      const auto known = kActions.find(nameAt(action, "/S"));
      removed_.insert(known == kActions.end() ? other : known->second);
      if (action.isIndirect() && !met.insert(action.getObjGen()).second) return;
      action = action.getKey("/Next");
      if (action.isArray()) action = action.getArrayNItems() > 0 ? action.getArrayItem(0) : QPDFObjectHandle::newNull();
    }
  }

  QPDF& pdf_;
  std::set<QPDFObjGen> seen_;
  std::set<Sort> removed_;
};

}  // namespace

// /MK of a button may hold a picture that somebody chose.
void eraseValues(QPDFObjectHandle dictionary) {
  for (const char* key : {"/V", "/DV", "/RV", "/DS", "/AP", "/AS", "/I", "/TI", "/Lock", "/SV"}) dictionary.removeKey(key);
  QPDFObjectHandle look = dictionary.getKey("/MK");
  if (!look.isDictionary()) return;
  for (const char* key : {"/I", "/RI", "/IX"}) look.removeKey(key);
}

std::vector<std::string> clean(QPDF& pdf) { return Cleaning(pdf).run(); }

}  // namespace stesura
