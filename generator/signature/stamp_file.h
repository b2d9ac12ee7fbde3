// Time stamps that come as files: a token (.tst) or an authority's answer (.tsr), apart from what they stamp
// (RFC 3161), and a document together with its stamp (.tsd, RFC 5544).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "generator/signature/judging.h"
#include "generator/signature/message.h"
#include "generator/signature/verification.h"

namespace stesura {

// An authority's answer. Tokens look like signed messages.
bool looksLikeStampAnswer(std::string_view bytes);
bool looksLikeStampedData(std::string_view bytes);

// The token within an answer. Throws Error{data} if the authority refused, or the answer is damaged.
std::string_view tokenOfAnswer(std::string_view bytes);

// The document within a TimeStampedData; nothing if it holds none. Throws Error{data} for what is damaged.
std::optional<std::string> stampedContent(std::string_view bytes);

// A stamp is no signature: by itself it leaves the report at `non_verificata`. `document`: what was stamped.
void verifyStampToken(std::string_view token, std::optional<std::string_view> document,
                      const Circumstances& circumstances, VerificationReport& report);

// The first stamp, which is the one over the document; a trusted one gives `proven` its time, at which the
// signatures of the document are to be judged. The document that was stamped is returned: the one within,
// else `document`. Throws Error{data} for what is damaged.
std::optional<std::string> verifyStampedData(std::string_view bytes, std::optional<std::string_view> document,
                                             const Circumstances& circumstances,
                                             std::optional<std::int64_t>& proven, VerificationReport& report);

}  // namespace stesura
