// The metaschemas of draft 2020-12, which a `$schema` or `$ref` may name.
#pragma once

#include <string_view>

namespace stesura {

inline constexpr std::string_view kDraftUri = "https://json-schema.org/draft/2020-12/schema";
inline constexpr std::string_view kVocabularyUri = "https://json-schema.org/draft/2020-12/vocab/";

// JSON text of the metaschema at an absolute URI without fragment; "" if it is none of the draft's.
std::string_view standardMetaschema(std::string_view uri);

}  // namespace stesura
