// TLS as the service offers it: 1.2 and 1.3, with forward secrecy, without renegotiation.
#pragma once

#include <Poco/Net/Context.h>

#include <filesystem>

namespace stesura {

// Throws Error{surroundings} where certificate and key cannot be read or do not belong together.
Poco::Net::Context::Ptr tlsContext(const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace stesura
