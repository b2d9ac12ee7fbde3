#include "generator/catalogue.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "generator/digest.h"
#include "generator/lint.h"

namespace stesura {
namespace {

std::shared_ptr<const CompiledLayout> compile(const Kind& kind, const Layout& layout) {
  const std::string bytes = readTemplate(layout);
  Projection projection(kind.schema.shape(), layout.rules);
  // The projection's shape is owned through a pointer: it does not move with the projection.
  OdtTemplate odt = OdtTemplate::compile(bytes, projection.shape(), OdtTemplate::Names::fromSchema);
  std::vector<Problem> removed = removedNames(odt.uses(), projection);
  if (!removed.empty()) {
    throw Error(ErrorKind::templateFile,
                "Il modello «" + layout.name + "» nomina dati che non può mostrare.", std::move(removed));
  }
  return std::make_shared<const CompiledLayout>(
      CompiledLayout{sha256Hex(bytes), std::move(projection), std::move(odt)});
}

}  // namespace

Catalogue::Catalogue(std::filesystem::path home) : home_(std::move(home)) {}

std::vector<std::string> Catalogue::names() const { return kindNames(home_); }

std::shared_ptr<const Kind> Catalogue::kind(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = kinds_.find(name);
  if (found != kinds_.end()) return found->second;
  auto kind = std::make_shared<const Kind>(readKind(home_, name));
  kinds_.emplace(name, kind);
  return kind;
}

std::shared_ptr<const CompiledLayout> Catalogue::layout(const Kind& kind, const Layout& layout) const {
  const std::string key = kind.name + '/' + layout.name;
  const std::lock_guard lock(mutex_);
  const auto found = layouts_.find(key);
  if (found != layouts_.end()) return found->second;
  auto compiled = compile(kind, layout);
  layouts_.emplace(key, compiled);
  return compiled;
}

std::string readTemplate(const Layout& layout) {
  std::ifstream stream(layout.file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream) {
    throw Error(ErrorKind::templateFile, "Manca il file del modello «" + layout.name + "».");
  }
  return bytes;
}

}  // namespace stesura
