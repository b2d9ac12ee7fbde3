#include "generator/odf/template.h"

#include <algorithm>
#include <list>
#include <set>
#include <utility>

#include "generator/odf/compiler.h"
#include "generator/odf/contents_table.h"
#include "generator/odf/letterhead.h"
#include "generator/odf/package.h"

namespace stesura {

struct OdtTemplate::Compiled {
  std::vector<CompiledPart> parts;
  std::vector<TagUse> uses;
};

namespace {

constexpr const char* kTextDocument = "application/vnd.oasis.opendocument.text";
constexpr std::size_t kRoom = 4096;  // bytes that a part may grow by before its string moves

std::string sentenceFor(const std::vector<Problem>& problems, const char* one, const char* many) {
  if (problems.size() == 1) return problems.front().message;
  return many + std::to_string(problems.size()) + one;
}

ProgramInput inputFor(const MergeOrder& order, const std::string& moment) {
  ProgramInput input{order.data, order.issueDate};
  input.absenceReasons = order.absenceReasons;
  const bool draft = order.draft == DraftPrinting::on;
  input.gaps = draft ? Gaps::blankLines : Gaps::refused;
  const auto set = [&](OrderValue value, std::string_view text) {
    input.orderValues[static_cast<std::size_t>(value)] = text;
  };
  if (draft)
    set(OrderValue::draftMark,
        order.draftMark.empty() ? "BOZZA" : std::string_view(order.draftMark));
  set(OrderValue::copyMark, order.copyMark);
  if (draft || !order.copyMark.empty()) set(OrderValue::pageMark, "1");
  set(OrderValue::title, order.title);
  set(OrderValue::ownTitle, order.title.empty() ? "1" : "");
  set(OrderValue::identifier, order.identifier);
  set(OrderValue::issueMoment, moment);
  return input;
}

}  // namespace

OdtTemplate::OdtTemplate(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
OdtTemplate::OdtTemplate(OdtTemplate&&) noexcept = default;
OdtTemplate& OdtTemplate::operator=(OdtTemplate&&) noexcept = default;
OdtTemplate::~OdtTemplate() = default;

OdtTemplate OdtTemplate::compile(std::string_view bytes, const Field& shape, Names names,
                                 const std::vector<ClauseList>& clauses,
                                 const Letterhead* letterhead) {
  Package package = readPackage(bytes);
  passGate(package);
  if (letterhead != nullptr) letterhead->putOn(package);
  std::vector<Problem> problems;
  auto compiled = std::make_unique<Compiled>();
  const NamesMode mode = names == Names::fromSchema ? NamesMode::fromSchema
                         : names == Names::fromData ? NamesMode::fromData
                                                    : NamesMode::unchecked;
  compiled->parts = compileParts(package, shape, mode, clauses, problems);
  if (!problems.empty()) {
    std::string sentence = sentenceFor(problems, " problemi.", "Il modello ha ");
    throw Error(ErrorKind::templateFile, std::move(sentence), std::move(problems));
  }
  for (const CompiledPart& part : compiled->parts) {
    const auto& uses = part.program.uses();
    compiled->uses.insert(compiled->uses.end(), uses.begin(), uses.end());
  }
  return OdtTemplate(std::move(compiled));
}

const std::vector<TagUse>& OdtTemplate::uses() const { return compiled_->uses; }

std::string OdtTemplate::render(const MergeOrder& order) const {
  const std::string moment = order.issueDate + "T00:00:00";
  const ProgramInput input = inputFor(order, moment);
  std::vector<Problem> problems;
  std::vector<PackedEntry> merged;
  std::vector<AddedPart> added;
  std::set<std::string> names;
  // Entries are pointed to while the list grows.
  std::list<PackedEntry> pictures;
  merged.reserve(compiled_->parts.size());
  std::vector<const PackedEntry*> entries;
  const bool marked = order.draft == DraftPrinting::on || !order.copyMark.empty();
  for (const CompiledPart& part : compiled_->parts) {
    if (part.constant || (part.constantUnlessMarked && !marked)) {
      entries.push_back(&part.packed);
      continue;
    }
    std::string bytes;
    bytes.reserve(part.program.literalBytes() + kRoom);
    part.program.run(input, bytes, problems, added);
    if (!problems.empty()) continue;
    if (part.hasContents) fillContentsTables(bytes);
    merged.push_back(packEntry(part.packed.name, part.packed.mediaType, bytes));
    entries.push_back(&merged.back());
  }
  for (const AddedPart& part : added) {
    if (!names.insert(part.name).second) continue;
    pictures.push_back(packEntry(part.name, part.mediaType, part.bytes));
    entries.push_back(&pictures.back());
  }
  if (!problems.empty()) {
    std::string sentence = sentenceFor(problems, " problemi.", "I dati hanno ");
    throw Error(ErrorKind::data, std::move(sentence), std::move(problems));
  }
  return writePackage(kTextDocument, entries);
}

}  // namespace stesura
