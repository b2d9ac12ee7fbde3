// The words of Italian forms brought to terms that can be compared: «Cod. Fisc.» and «C.F.» are one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// Small letters without accents, cut at anything else: «Nato/a a:» is «nato», «a».
std::vector<std::string> plainWords(std::string_view text);

// What the text speaks of: the phrases that forms use for one thing become one term each, function
// words and directions («in stampatello») go. In the order of the text.
std::vector<std::string> termsOf(std::string_view text);

// The same for the name of a field or a property: «txtLuogoNascita_2», «comune_nascita».
std::vector<std::string> termsOfName(std::string_view name);

// 1 for equal terms, less for words of one family («iscritto», «iscrizione»), else 0.
double likeness(const std::string& a, const std::string& b);

// Whether the term tells whose datum it is («medico», «padre»): then it is nobody else's.
bool isRole(const std::string& term);

}  // namespace stesura
