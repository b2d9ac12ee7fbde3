#include "generator/odf/compiler.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "generator/odf/contents_table.h"
#include "generator/odf/clauses.h"
#include "generator/odf/guards.h"
#include "generator/odf/lift.h"
#include "generator/odf/markup.h"
#include "generator/odf/metadata.h"
#include "generator/odf/names.h"
#include "generator/odf/page_marks.h"
#include "generator/odf/paragraph.h"
#include "generator/odf/rich_places.h"
#include "generator/odf/rich_styles.h"
#include "generator/odf/rich_text.h"
#include "generator/odf/picture_frames.h"

namespace stesura {

namespace {

// White space between elements may be text; what stands there twice is collapsed by readers only.
constexpr unsigned kParsing = pugi::parse_default | pugi::parse_ws_pcdata;

class PartCompiler {
 public:
  PartCompiler(const Field& shape, NamesMode mode, const std::vector<ClauseList>& clauses,
               std::vector<Problem>& problems)
      : shape_(shape), mode_(mode), clauses_(clauses), problems_(problems), rich_(holdsMarkdown(shape)) {}

  CompiledPart compile(const PackageEntry& entry) {
    pugi::xml_document document;
    load(document, entry);
    pugi::xml_node root = document.document_element();
    const bool contents = entry.name == "content.xml" && emptyContentsTables(root);
    Tokens tokens;
    PictureFrames frames(root, entry.name, tokens, problems_);
    placeholders_.insert(frames.placeholders().begin(), frames.placeholders().end());
    readTags(root, tokens, problems_);
    // Without its articles, a text that refers to them would be told to be wrong as well.
    if (entry.name != "meta.xml" && mode_ != NamesMode::unchecked && !expandClauses(root, clauses_, tokens, problems_)) return {};
    if (!liftSections(root, tokens, problems_)) return {};
    if (entry.name == "meta.xml") {
      rewriteMetadata(document, tokens);
    } else {
      guardContainers(root, tokens);
      makeNamesUnique(root, tokens);
    }
    rich_ = rich_ || asksForMarkdown(tokens);
    if (!clauses_.empty()) placeReferences(document.document_element(), tokens);
    if (rich_) {
      if (entry.name == "content.xml") addTableStyles(root);
      if (entry.name == "styles.xml") addRichStyles(document.document_element());
      placeRichText(document.document_element(), tokens);
    }
    if (entry.name == "styles.xml") {
      addLanguage(root);
      addPageMarks(root, tokens);
    }
    frames.replace(root);
    collectPictures(root, pictures_);
    setVersion(document.document_element());
    ProgramSource source;
    source.suffixMarker(suffixMarkerFor(root));
    if (rich_) {
      for (std::string& name : bookmarksOf(document.document_element())) source.addPlace(std::move(name));
      for (const ClauseList& list : clauses_) source.articles(list.pointer);
    }
    writeDocument(document, tokens, source);
    return finish(entry, std::move(source), contents);
  }

  // A picture that only held the place of one from the data.
  bool isPlaceholder(const std::string& part) const {
    return placeholders_.contains(part) && !pictures_.contains(part);
  }

 private:
  void load(pugi::xml_document& document, const PackageEntry& entry) {
    const auto result =
        document.load_buffer(entry.bytes.data(), entry.bytes.size(), kParsing, pugi::encoding_utf8);
    if (!result && !entry.bytes.empty()) {
      throw Error(ErrorKind::templateFile,
                  "La parte «" + entry.name + "» del modello non è XML ben formato.");
    }
  }

  static void setVersion(pugi::xml_node root) {
    pugi::xml_attribute version = root.attribute("office:version");
    if (!version) version = root.append_attribute("office:version");
    version.set_value("1.3");
  }

  CompiledPart finish(const PackageEntry& entry, ProgramSource source, bool contents) {
    const std::size_t before = problems_.size();
    CompiledPart part;
    part.packed.name = entry.name;
    part.packed.mediaType = entry.mediaType.empty() ? "text/xml" : entry.mediaType;
    part.program = Program::compile(std::move(source), shape_, mode_, problems_);
    part.constant = false;
    part.hasContents = contents;
    if (problems_.size() == before && part.program.isConstant() && entry.name != "meta.xml") {
      std::string bytes;
      const Json nothing;
      std::vector<Problem> none;
      part.program.run({nothing, ""}, bytes, none);
      if (contents) fillContentsTables(bytes);
      part.packed = packEntry(part.packed.name, part.packed.mediaType, bytes);
      part.constantUnlessMarked = true;
    }
    return part;
  }

  const Field& shape_;
  NamesMode mode_;
  const std::vector<ClauseList>& clauses_;
  std::vector<Problem>& problems_;
  bool rich_;  // some value may be Markdown
  std::set<std::string> placeholders_;
  std::set<std::string> pictures_;  // that the parts still refer to
};

bool isMerged(std::string_view name) {
  return name == "content.xml" || name == "styles.xml" || name == "meta.xml";
}

}  // namespace

std::vector<CompiledPart> compileParts(const Package& package, const Field& shape, NamesMode mode,
                                       const std::vector<ClauseList>& clauses,
                                       std::vector<Problem>& problems) {
  std::vector<CompiledPart> parts(package.entries.size());
  PartCompiler compiler(shape, mode, clauses, problems);
  // The styles come last: which of them the text needs is known by then.
  for (const bool styles : {false, true}) {
    for (std::size_t at = 0; at < package.entries.size(); ++at) {
      const PackageEntry& entry = package.entries[at];
      if ((entry.name == "styles.xml") != styles) continue;
      if (isMerged(entry.name))
        parts[at] = compiler.compile(entry);
      else
        parts[at].packed = packEntry(entry.name, entry.mediaType, entry.bytes);
    }
  }
  if (package.find("styles.xml") == nullptr)
    parts.push_back(compiler.compile({"styles.xml", kPlainStyles, "text/xml"}));
  if (package.find("meta.xml") == nullptr)
    parts.push_back(compiler.compile({"meta.xml", "", "text/xml"}));
  std::erase_if(parts, [&](const CompiledPart& part) {
    return compiler.isPlaceholder(part.packed.name);
  });
  return parts;
}

}  // namespace stesura
