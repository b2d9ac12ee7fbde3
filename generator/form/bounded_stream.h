// The decoded bytes of a stream, never more than asked for.
#pragma once

#include <cstddef>
#include <qpdf/QPDF.hh>
#include <string>

namespace stesura {

// At most `limit` bytes; of a longer stream its beginning. Only general filters are undone, and only
// one that makes data longer, as the last: «[/ASCII85Decode /FlateDecode]» and not two Flates in a
// row, so that nothing inflates unseen. Empty for anything else and for what is no stream; what
// a damaged stream gives before its damage stays. Throws nothing.
std::string boundedStreamBytes(QPDFObjectHandle stream, std::size_t limit);

}  // namespace stesura
