// Drafts that were written under an older schema of their kind.
#pragma once

#include <functional>
#include <vector>

#include "generator/error.h"
#include "generator/schema/schema.h"
#include "service/store/drafts.h"

namespace stesura {

using CheckOfDraft = std::function<SchemaReport(const Json& data)>;

// What is wrong with a draft, as it is remembered with it: by place and rule, without a value.
Json rememberedProblems(const SchemaReport& report);

// What the schema of today says is wrong with values that were right when they were last written.
std::vector<Problem> misfitsOf(const DraftContent& content, const SchemaReport& report);

// Moves those values aside, each under its pointer, until what remains fits as far as it did.
void putAsideMisfits(DraftContent& content, const CheckOfDraft& check);

}  // namespace stesura
