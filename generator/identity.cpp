#include "generator/identity.h"

#include "generator/digest.h"

namespace stesura {

std::string identityOf(const Json& data, const std::string& subject) {
  if (data.is_object()) {
    const auto id = data.find("id");
    if (id != data.end() && id->is_string()) return id->get<std::string>();
  }
  return uuidOf(subject + '\n' + canonicalJson(data));
}

}  // namespace stesura
