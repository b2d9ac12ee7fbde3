// The JSON of users and keys: how they are shown, and what may be said of them.
#pragma once

#include "generator/json/json.h"
#include "service/store/access_keys.h"
#include "service/store/users.h"

namespace stesura {

Json userJson(const User& user);
Json keyJson(const AccessKey& key);

// JSON Schemas of parts and of whole answers.
Json agencySchema();  // id of an agency
Json rolesSchema();
Json profileSchema();
Json labelledText(const std::string& title, int maxLength, int minLength = 1);
Json objectSchema(const std::string& title, const Json& properties, const Json& required);
Json userSchema();
Json keySchema();

}  // namespace stesura
