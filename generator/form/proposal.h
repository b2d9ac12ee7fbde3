// Proposes which datum of a kind goes into which field of a foreign form.
#pragma once

#include <vector>

#include "generator/form/form.h"
#include "generator/form/form_map.h"
#include "generator/form/page_words.h"
#include "generator/schema/field.h"

namespace stesura {

// In the order of the form's fields; buttons and signatures are left out.
std::vector<ProposedBinding> proposeBindings(const FormDescription& form, const std::vector<PageWord>& words,
                                             const Field& shape);

}  // namespace stesura
